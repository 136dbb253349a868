// SPDX-License-Identifier: Apache-2.0
//
// The rows of the table that need a GPU: device_kernels.cc lists them, and BUILD replaces it by
// no_device_kernels.cc where the CUDA toolkit was not found. Only registry.cc includes this.
#pragma once

#include <vector>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

const std::vector<AttentionScoreKernel>& DeviceKernels();

}  // namespace attnwatch
