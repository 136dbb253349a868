// SPDX-License-Identifier: Apache-2.0
//
// The rows `cublaslt` and `cublaslt_rank2` .. `cublaslt_rank8` (the algorithms that the heuristic
// offers, in its order), and `cublaslt_best` (the one that cublaslt_pins.tsv names). cuBLASLt is
// handed an algorithm, where cuBLAS chooses by itself.
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/cublaslt_matmul.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch {

// The heuristic's `rank`-th choice, from 1.
template <int rank>
std::optional<std::string> CublasLtUnsupported(const AttentionScoreProblem& problem);
template <int rank>
Launch PrepareCublasLt(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);
template <int rank>
std::string CublasLtAlgorithm(const AttentionScoreProblem& problem);

std::optional<std::string> CublasLtBestUnsupported(const AttentionScoreProblem& problem);
Launch PrepareCublasLtBest(const AttentionScoreProblem& problem,
                           const AttentionScoreTensors& tensors);
std::string CublasLtBestAlgorithm(const AttentionScoreProblem& problem);

}  // namespace attnwatch
