// SPDX-License-Identifier: Apache-2.0
//
// The row `flat`: our own kernels, for which no head_dim is better aligned than another. flat.md
// says how they work and what they reach.
//
//   if (!FlatUnsupported(problem)) PrepareFlat(problem, tensors)(stream);
//
// float16 and bfloat16 with layout tn, every head_dim and seq_len. On Hopper wgmma; elsewhere, and
// for shapes that it cannot take, mma.sync.
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

std::optional<std::string> FlatUnsupported(const AttentionScoreProblem& problem);
Launch PrepareFlat(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

// What it is where wgmma is missing or cannot take the problem, on its own: mma.sync.
Launch PrepareFlatPortable(const AttentionScoreProblem& problem,
                           const AttentionScoreTensors& tensors);

}  // namespace attnwatch
