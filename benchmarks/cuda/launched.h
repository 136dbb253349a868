// SPDX-License-Identifier: Apache-2.0
//
// What a launch runs, read without a profiler and without privilege: the launch is captured into a
// CUDA graph, and the graph's nodes are asked for their kernels.
//
//   for (const LaunchedKernel& kernel : CaptureLaunched(launch, stream)) Print(kernel.name);
#pragma once

#include <vector>

#include "kernels/attention_score/kernel.h"
#include "kernels/cuda/stream.h"
#include "results/run.h"

namespace attnwatch {

// In the order of the graph's nodes; copies and fills are "memcpy" and "memset". Nothing runs.
// Empty where the driver cannot name kernels (before 12.3) or the launch cannot be captured.
std::vector<LaunchedKernel> CaptureLaunched(const Launch& launch, const CudaStream& stream);

}  // namespace attnwatch
