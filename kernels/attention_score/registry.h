// SPDX-License-Identifier: Apache-2.0
//
// THE TABLE of attention-score kernels. To add one: write <name>.cc with its two functions, declare
// them in host_kernels.h, add a row in registry.cc and a line in BUILD. A kernel for GPUs has its
// row in device_kernels.cc.
//
//   for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) Print(kernel.name);
#pragma once

#include <string_view>
#include <vector>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

// Every kernel of this build, in the order of the table.
const std::vector<AttentionScoreKernel>& AttentionScoreKernels();

// Null where this build has no such kernel.
const AttentionScoreKernel* FindKernel(std::string_view name);

}  // namespace attnwatch
