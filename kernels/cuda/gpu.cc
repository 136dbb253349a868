// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/gpu.h"

#include <cuda_runtime.h>

namespace attnwatch {
namespace {

// What the user can do about it, where CUDA's own words do not say.
std::string Explain(cudaError_t error) {
  const std::string what =
      std::string(cudaGetErrorString(error)) + " (" + cudaGetErrorName(error) + ")";
  if (error == cudaErrorInsufficientDriver) {
    int driver = 0;
    cudaDriverGetVersion(&driver);
    return driver == 0 ? "no NVIDIA driver is installed" : what + "; install a newer NVIDIA driver";
  }
  if (error == cudaErrorNoDevice) return what + "; is CUDA_VISIBLE_DEVICES empty?";
  return what;
}

}  // namespace

std::optional<std::string> GpuMissing() {
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error == cudaSuccess && count > 0) return std::nullopt;
  cudaGetLastError();  // it is said here and not to be said again by the next call
  return "no GPU: " + (error == cudaSuccess ? "CUDA shows none to this process" : Explain(error));
}

}  // namespace attnwatch
