// SPDX-License-Identifier: Apache-2.0
//
// In place of cuda_device.cc in a build without the CUDA toolkit.
#include "benchmarks/cuda/cuda_device.h"
#include "results/error.h"

namespace attnwatch {
namespace {

constexpr char kWhyNone[] = "no GPU: this build has no CUDA (the toolkit was not found)";

}  // namespace

std::vector<DeviceListing> ListCudaDevices(std::string* why_none) {
  *why_none = kWhyNone;
  return {};
}

std::unique_ptr<Device> OpenCudaDevice(int) { throw Error(kWhyNone); }

}  // namespace attnwatch
