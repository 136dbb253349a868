// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernels of the row `flat`: which one computes a problem.
//
//   if (!HopperUnsupported(problem, gpu)) PrepareHopper(problem, tensors, gpu)(stream);
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_gpu.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

// Float16 and bfloat16 with layout tn are the caller's to check. Throws on CUDA errors.
std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem,
                                             const HopperGpu& gpu);

// The first of the kernels that suits: pool, stream, repack, lines. Throws std::runtime_error.
Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu);

}  // namespace attnwatch::hopper
