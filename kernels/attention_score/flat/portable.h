// SPDX-License-Identifier: Apache-2.0
//
// The portable half of the row `flat`: mma.sync, for every GPU from compute capability 8.0 on and
// for every shape. What the Hopper kernel cannot take it takes.
//
//   LaunchFlatPortable(problem, tensors, /*blocks=*/2 * multiprocessors, stream);
#pragma once

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

// float16 and bfloat16, layout tn. Throws std::runtime_error.
void LaunchFlatPortable(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        int blocks, Stream stream);

}  // namespace attnwatch
