// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/device_memory.h"

#include <cuda_runtime.h>

#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

[[noreturn]] void ThrowOutOfMemory(size_t bytes) {
  size_t available = 0;
  size_t total = 0;
  CUDA_CHECK(cudaMemGetInfo(&available, &total));
  char text[160];
  std::snprintf(text, sizeof text,
                "out of GPU memory: asked for %.2f GB, %.2f GB of %.2f GB is free",
                static_cast<double>(bytes) / 1e9, static_cast<double>(available) / 1e9,
                static_cast<double>(total) / 1e9);
  throw std::runtime_error(text);
}

}  // namespace

DeviceMemory::DeviceMemory(size_t bytes) : bytes_(bytes) {
  void* data = nullptr;
  const cudaError_t error = cudaMalloc(&data, bytes);
  if (error == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    ThrowOutOfMemory(bytes);
  }
  CUDA_CHECK(error);
  data_.reset(data);
}

// A failure to free cannot be mended; the calls before it have been checked.
void DeviceMemory::Free::operator()(void* data) const { cudaFree(data); }

PinnedMemory::PinnedMemory(size_t bytes) {
  void* data = nullptr;
  CUDA_CHECK(cudaHostAlloc(&data, bytes, cudaHostAllocMapped | cudaHostAllocPortable));
  data_.reset(data);
  std::memset(data, 0, bytes);
}

void PinnedMemory::Free::operator()(void* data) const { cudaFreeHost(data); }

}  // namespace attnwatch
