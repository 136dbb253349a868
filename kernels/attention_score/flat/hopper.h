// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernels of the row `flat`: which one computes a problem.
//
//   if (!HopperUnsupported(problem, 132)) PrepareHopper(problem, tensors, 132)(stream);
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

// Float16 and bfloat16 with layout tn are the caller's to check. Throws on CUDA errors.
std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem,
                                             int multiprocessors);

// The first of the kernels that suits: repack, stream, pool, lines. Throws std::runtime_error.
Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     int multiprocessors);

}  // namespace attnwatch::hopper
