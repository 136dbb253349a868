// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernel for long rows that are not aligned: the blocks that work on one matrix pack its
// keys together, each a part, a few tiles ahead of their use. The packed keys are in the process's
// scratch (scratch.h): one launch at a time.
//
//   if (!pool::PoolUnsuited(problem, gpu)) pool::PreparePool(problem, tensors, gpu)(stream);
#pragma once

#include "kernels/attention_score/flat/pool_plan.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper::pool {

// Where HopperUnsupported (hopper.h) has nothing against the problem, nor PoolUnsuited. Throws
// std::runtime_error on CUDA errors.
Launch PreparePool(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                   const HopperGpu& gpu);

}  // namespace attnwatch::hopper::pool
