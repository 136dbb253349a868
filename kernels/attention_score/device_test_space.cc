// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime.h>

#include "kernels/attention_score/test_space.h"
#include "kernels/cuda/cuda_check.h"
#include "kernels/cuda/gpu.h"

namespace attnwatch {
namespace {

void* Allocate(size_t bytes) {
  void* memory = nullptr;
  CUDA_CHECK(cudaMalloc(&memory, bytes));
  return memory;
}
void Release(void* memory) { cudaFree(memory); }
// On the default stream, which the tested launches use: it waits for them.
void Copy(void* to, const void* from, size_t bytes) {
  CUDA_CHECK(cudaMemcpy(to, from, bytes, cudaMemcpyDefault));
}

}  // namespace

const TestSpace& GetTestSpace() {
  static const TestSpace space = {Placement::kDevice, GpuMissing, Allocate, Release, Copy};
  return space;
}

}  // namespace attnwatch
