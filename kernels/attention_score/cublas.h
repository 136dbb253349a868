// SPDX-License-Identifier: Apache-2.0
//
// The row `cublas`: what users of cuBLAS get, cublasGemmStridedBatchedEx with float32 accumulation
// and the library's own choice of algorithm.
//
//   if (!CublasUnsupported(problem)) PrepareCublas(problem, tensors)(stream);
#pragma once

#include <library_types.h>

#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

std::optional<std::string> CublasUnsupported(const AttentionScoreProblem& problem);
// What cuBLAS and cuBLASLt call it.
cudaDataType CublasDataType(Dtype dtype);

Launch PrepareCublas(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

// Queues one such multiplication with a scale of the caller's: a padded problem has the scale of
// the problem it was made from. Throws std::runtime_error.
void MultiplyByCublas(Stream stream, const AttentionScoreProblem& problem, double scale,
                      const AttentionScoreTensors& tensors);

}  // namespace attnwatch
