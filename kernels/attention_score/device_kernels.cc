// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/device_kernels.h"

#include "kernels/attention_score/cublas.h"

namespace attnwatch {

const std::vector<AttentionScoreKernel>& DeviceKernels() {
  static const std::vector<AttentionScoreKernel> kernels = {
      {"cublas", "cublasGemmStridedBatchedEx, its own choice of algorithm", Placement::kDevice,
       CublasUnsupported, PrepareCublas},
  };
  return kernels;
}

}  // namespace attnwatch
