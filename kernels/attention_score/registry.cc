// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/registry.h"

#include "kernels/attention_score/device_kernels.h"
#include "kernels/attention_score/host_kernels.h"

namespace attnwatch {
namespace {

// Rows in every build.
const std::vector<AttentionScoreKernel>& HostKernels() {
  static const std::vector<AttentionScoreKernel> kernels = {
      {"reference", "plain C++, summed in double", Placement::kHost, ReferenceUnsupported,
       PrepareReference},
      {"onednn", "oneDNN matmul", Placement::kHost, OnednnUnsupported, PrepareOnednn},
  };
  return kernels;
}

}  // namespace

const std::vector<AttentionScoreKernel>& AttentionScoreKernels() {
  static const std::vector<AttentionScoreKernel> all = [] {
    std::vector<AttentionScoreKernel> kernels = HostKernels();
    kernels.insert(kernels.end(), DeviceKernels().begin(), DeviceKernels().end());
    return kernels;
  }();
  return all;
}

const AttentionScoreKernel* FindKernel(std::string_view name) {
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    if (kernel.name == name) return &kernel;
  }
  return nullptr;
}

}  // namespace attnwatch
