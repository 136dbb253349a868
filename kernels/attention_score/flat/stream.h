// SPDX-License-Identifier: Apache-2.0
//
// The Hopper kernel for longer rows that are aligned: up to 256 queries stay in shared memory, or
// 192 of long rows in registers, and keys stream past them, both brought by the copy engine as
// wgmma reads them.
//
//   if (!stream::StreamUnsuited(problem, gpu)) {
//     stream::PrepareStream(problem, tensors, gpu)(stream);
//   }
#pragma once

#include "kernels/attention_score/flat/stream_plan.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper::stream {

// Where HopperUnsupported (hopper.h) has nothing against the problem, nor StreamUnsuited. Throws
// std::runtime_error.
Launch PrepareStream(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu);

}  // namespace attnwatch::hopper::stream
