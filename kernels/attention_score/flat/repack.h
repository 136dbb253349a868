// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernel for short rows: they come into shared memory as they are, many at once, so that
// their alignment does not matter, and are packed there into what wgmma reads.
//
//   if (!repack::RepackUnsuited(problem)) repack::PrepareRepack(problem, tensors, gpu)(stream);
#pragma once

#include "kernels/attention_score/flat/hopper_gpu.h"
#include "kernels/attention_score/flat/repack_plan.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper::repack {

// Where HopperUnsupported (hopper.h) has nothing against the problem, nor RepackUnsuited. Throws
// std::runtime_error on CUDA errors.
Launch PrepareRepack(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu);

}  // namespace attnwatch::hopper::repack
