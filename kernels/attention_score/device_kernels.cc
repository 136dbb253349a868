// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/device_kernels.h"

#include "kernels/attention_score/cublas.h"
#include "kernels/attention_score/cublaslt.h"
#include "kernels/attention_score/flat/flat.h"
#include "kernels/attention_score/padded.h"

namespace attnwatch {

namespace {

template <int rank>
AttentionScoreKernel CublasLtRow(std::string_view name, bool by_name_only) {
  return {name,
          "cublasLtMatmul, an algorithm that its heuristic offers",
          Placement::kDevice,
          CublasLtUnsupported<rank>,
          PrepareCublasLt<rank>,
          CublasLtAlgorithm<rank>,
          by_name_only};
}

}  // namespace

const std::vector<AttentionScoreKernel>& DeviceKernels() {
  static const std::vector<AttentionScoreKernel> kernels = {
      {"cublas", "cublasGemmStridedBatchedEx, its own choice of algorithm", Placement::kDevice,
       CublasUnsupported, PrepareCublas},
      CublasLtRow<1>("cublaslt", false),
      {"cublaslt_best", "cublasLtMatmul, the algorithm pinned in cublaslt_pins.tsv",
       Placement::kDevice, CublasLtBestUnsupported, PrepareCublasLtBest, CublasLtBestAlgorithm},
      CublasLtRow<2>("cublaslt_rank2", true),
      CublasLtRow<3>("cublaslt_rank3", true),
      CublasLtRow<4>("cublaslt_rank4", true),
      CublasLtRow<5>("cublaslt_rank5", true),
      CublasLtRow<6>("cublaslt_rank6", true),
      CublasLtRow<7>("cublaslt_rank7", true),
      CublasLtRow<8>("cublaslt_rank8", true),
      {"padded", "cuBLAS on copies whose head_dim is a multiple of 16 bytes", Placement::kDevice,
       PaddedUnsupported, PreparePadded},
      {"flat", "our own kernel, for which no head_dim is aligned better", Placement::kDevice,
       FlatUnsupported, PrepareFlat},
      {"flat_portable", "what flat is where it is not a kernel for Hopper", Placement::kDevice,
       FlatUnsupported, PrepareFlatPortable, /*algorithm=*/nullptr, /*by_name_only=*/true},
  };
  return kernels;
}

}  // namespace attnwatch
