// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernel for rows that are not aligned, or long: it reads them line by line as they lie
// in memory and shifts them on their way into registers. lines_geometry.h has the idea.
//
//   if (!lines::LinesUnsuited(problem)) lines::PrepareLines(problem, tensors, gpu)(stream);
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_gpu.h"
#include "kernels/attention_score/flat/lines_plan.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper::lines {

// Where HopperUnsupported (hopper.h) has nothing against the problem, nor LinesUnsuited. Throws
// std::runtime_error on CUDA errors.
Launch PrepareLines(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                    const HopperGpu& gpu);

}  // namespace attnwatch::hopper::lines
