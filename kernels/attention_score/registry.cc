// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/registry.h"

#include "kernels/attention_score/host_kernels.h"

namespace attnwatch {
namespace {

// Rows in every build. Rows that need a device's toolkit belong into a list of their own, in a
// library that BUILD selects.
const std::vector<AttentionScoreKernel>& HostKernels() {
  static const std::vector<AttentionScoreKernel> kernels = {
      {"reference", "plain C++, summed in double", Placement::kHost, ReferenceUnsupported,
       PrepareReference},
      {"onednn", "oneDNN matmul", Placement::kHost, OnednnUnsupported, PrepareOnednn},
  };
  return kernels;
}

}  // namespace

const std::vector<AttentionScoreKernel>& AttentionScoreKernels() { return HostKernels(); }

const AttentionScoreKernel* FindKernel(std::string_view name) {
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    if (kernel.name == name) return &kernel;
  }
  return nullptr;
}

}  // namespace attnwatch
