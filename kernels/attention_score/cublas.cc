// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/cublas.h"

#include "kernels/cuda/cublas.h"
#include "kernels/cuda/gpu.h"

namespace attnwatch {

cudaDataType CublasDataType(Dtype dtype) {
  switch (dtype) {
    case Dtype::kFloat32:
      return CUDA_R_32F;
    case Dtype::kFloat16:
      return CUDA_R_16F;
    case Dtype::kBfloat16:
      return CUDA_R_16BF;
  }
  return CUDA_R_32F;
}

// cuBLAS is column-major: the row-major S = Q K^T is its S^T = K Q^T, so keys come first. A [s,d]
// row-major tensor is its d x s matrix with leading dimension d.
void MultiplyByCublas(Stream stream, const AttentionScoreProblem& p, double scale,
                      const AttentionScoreTensors& tensors) {
  Cublas& cublas = Cublas::Shared();
  cublas.UseStream(stream);
  const bool tn = p.layout == Layout::kTn;
  const int64_t s = p.seq_len;
  const int64_t d = p.head_dim;
  const cudaDataType type = CublasDataType(p.dtype);
  const auto alpha = static_cast<float>(scale);
  const float beta = 0;
  CUBLAS_CHECK(cublas, cublas.api.gemm_strided_batched_ex(
                           cublas.handle(), tn ? CUBLAS_OP_T : CUBLAS_OP_N, CUBLAS_OP_N, s, s, d,
                           &alpha, tensors.key, type, tn ? d : s, s * d, tensors.query, type, d,
                           s * d, &beta, tensors.scores, type, s, s * s, p.matrix_count(),
                           CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT));
}

// The 64-bit interface takes every problem; what it cannot do it says when it is called.
std::optional<std::string> CublasUnsupported(const AttentionScoreProblem&) {
  static const std::optional<std::string> missing = [] {
    const auto gpu = GpuMissing();
    return gpu ? gpu : Cublas::Missing();
  }();
  return missing;
}

Launch PrepareCublas(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  Cublas::Shared();  // made here, not in the first timed launch
  return [problem, tensors](Stream stream) {
    MultiplyByCublas(stream, problem, problem.scale(), tensors);
  };
}

}  // namespace attnwatch
