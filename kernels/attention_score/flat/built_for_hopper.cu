// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/built_for_hopper.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper {
namespace {

// Compiled for the same GPUs as the kernels.
__global__ void FlatProbe() {}

}  // namespace

// Machine code for sm_90a runs on that GPU alone; PTX of an older one would be compiled for it, but
// without wgmma.
bool BuiltForHopper() {
  cudaFuncAttributes attributes = {};
  CUDA_CHECK(cudaFuncGetAttributes(&attributes, FlatProbe));
  return attributes.binaryVersion == 90 && attributes.ptxVersion >= 90;
}

}  // namespace attnwatch::hopper
