// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/flat.h"

#include <cuda_runtime.h>

#include "kernels/attention_score/flat/hopper.h"
#include "kernels/attention_score/flat/portable.h"
#include "kernels/cuda/cuda_check.h"
#include "kernels/cuda/gpu.h"

namespace attnwatch {
namespace {

int Attribute(cudaDeviceAttr attribute) {
  int device = 0;
  int value = 0;
  CUDA_CHECK(cudaGetDevice(&device));
  CUDA_CHECK(cudaDeviceGetAttribute(&value, attribute, device));
  return value;
}

hopper::HopperGpu DescribeGpu() {
  const double clock = 1e3 * Attribute(cudaDevAttrMemoryClockRate);  // in kHz; two words a cycle
  const double bus = Attribute(cudaDevAttrGlobalMemoryBusWidth) / 8.0;
  return {Attribute(cudaDevAttrMultiProcessorCount), 2 * clock * bus};
}

constexpr int kPortableBlocksPerMultiprocessor = 2;  // what their registers leave room for

constexpr int64_t kLongest = int64_t{1} << 30;  // so that the kernels may count in 32 bits

}  // namespace

std::optional<std::string> FlatUnsupported(const AttentionScoreProblem& problem) {
  if (auto missing = GpuMissing()) return missing;
  if (problem.dtype == Dtype::kFloat32) {
    return "flat multiplies float16 and bfloat16 only";
  }
  if (problem.layout != Layout::kTn) {
    return "flat reads keys as [seq_len][head_dim], layout tn, only";
  }
  if (problem.seq_len > kLongest || problem.head_dim > kLongest) {
    return "flat takes at most 2^30 positions and elements of head_dim";
  }
  if (Attribute(cudaDevAttrComputeCapabilityMajor) < 8) {
    return "flat needs a GPU of compute capability 8.0 or newer";
  }
  return std::nullopt;
}

Launch PrepareFlat(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const hopper::HopperGpu gpu = DescribeGpu();
  if (hopper::HopperUnsupported(problem, gpu)) return PrepareFlatPortable(problem, tensors);
  return hopper::PrepareHopper(problem, tensors, gpu);
}

Launch PrepareFlatPortable(const AttentionScoreProblem& problem,
                           const AttentionScoreTensors& tensors) {
  const int blocks = kPortableBlocksPerMultiprocessor * Attribute(cudaDevAttrMultiProcessorCount);
  return [=](Stream stream) { LaunchFlatPortable(problem, tensors, blocks, stream); };
}

}  // namespace attnwatch
