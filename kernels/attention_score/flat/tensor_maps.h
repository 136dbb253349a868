// SPDX-License-Identifier: Apache-2.0
//
// HopperMaps: how the copy engine sees the tensors of one problem (hopper_geometry.h has why).
//
//   const HopperMaps maps = MakeHopperMaps(problem, plan, tensors);   // a __grid_constant__
#pragma once

#include <cuda.h>

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_plan.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

struct HopperMaps {
  CUtensorMap query;   // [row][element], of 128 rows by 64 elements a copy
  CUtensorMap key;     // the same, of 256 rows
  CUtensorMap scores;  // [matrix][row][column]; unset where rows are not aligned
};

// Why the driver cannot make tensor maps, or nothing. Throws on CUDA errors.
std::optional<std::string> TensorMapsMissing();

// `query` and `key` are the rows as the plan has them packed. Throws std::runtime_error where the
// driver refuses.
HopperMaps MakeHopperMaps(const AttentionScoreProblem& problem, const HopperPlan& plan,
                          const AttentionScoreTensors& tensors);

CUtensorMap MakeScoreMap(const AttentionScoreProblem& problem, const void* scores);

}  // namespace attnwatch::hopper
