// SPDX-License-Identifier: Apache-2.0
//
// What a GPU, its driver and its libraries are, for the run's environment.
//
//   DescribeCuda(properties, nvml).device_key;   // "nvidia-h100-80gb-hbm3"
#pragma once

#include <cuda_runtime.h>

#include "benchmarks/cuda/nvml.h"
#include "results/run.h"

namespace attnwatch {

// Of the current device. Throws std::runtime_error where CUDA refuses to tell.
Environment DescribeCuda(const cudaDeviceProp& properties, const Nvml& nvml);

}  // namespace attnwatch
