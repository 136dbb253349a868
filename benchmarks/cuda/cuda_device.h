// SPDX-License-Identifier: Apache-2.0
//
// A GPU as a Device: cudaMalloc, event pairs around every launch behind a blocked stream, SM-clock
// stamps around every visit.
//
//   for (const DeviceListing& listing : ListCudaDevices()) Print(listing.ordinal, listing.key);
//   const std::unique_ptr<Device> device = OpenCudaDevice(0);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "benchmarks/device.h"

namespace attnwatch {

struct DeviceListing {
  int ordinal = 0;
  std::string key;  // "nvidia-h100-80gb-hbm3"
};

// The GPUs that CUDA shows to this process, none where there is no driver. `why_none` says why the
// list is empty, in one line.
std::vector<DeviceListing> ListCudaDevices(std::string* why_none);

// Makes it the current device of this thread. Throws Error, saying what is missing, where there is
// no such device or no cuBLAS.
std::unique_ptr<Device> OpenCudaDevice(int ordinal);

}  // namespace attnwatch
