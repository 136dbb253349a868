// SPDX-License-Identifier: Apache-2.0
//
// The row `padded`: queries and keys are copied so that head_dim is a multiple of 16 bytes, and
// cuBLAS multiplies the copies. What a user of cuBLAS can do about the alignment ladder; the copy
// is part of every launch.
//
//   if (!PaddedUnsupported(problem)) PreparePadded(problem, tensors)(stream);
//
// Every dtype and layout. With layout nn the keys get rows of zeros, the queries columns. Where
// head_dim is a multiple already it is the row `cublas`.
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

std::optional<std::string> PaddedUnsupported(const AttentionScoreProblem& problem);
Launch PreparePadded(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

}  // namespace attnwatch
