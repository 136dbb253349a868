// SPDX-License-Identifier: Apache-2.0
#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include "benchmarks/cuda/timing_kernels.h"
#include "kernels/cuda/cuda_check.h"

namespace attnwatch {
namespace {

constexpr int kThreads = 256;
constexpr int kBlocks = 8192;  // several waves on any GPU; the loops are grid-strided

__device__ uint64_t GlobalNanoseconds() {
  uint64_t value;
  asm volatile("mov.u64 %0, %globaltimer;" : "=l"(value));
  return value;
}

__device__ unsigned MultiprocessorId() {
  unsigned value;
  asm volatile("mov.u32 %0, %smid;" : "=r"(value));
  return value;
}

__global__ void Block(const volatile uint32_t* release, uint32_t* gave_up, uint64_t limit) {
  const uint64_t start = GlobalNanoseconds();
  while (*release == 0) {
    if (GlobalNanoseconds() - start > limit) {
      *gave_up = 1;
      return;
    }
  }
}

__global__ void Burn(uint64_t nanoseconds) {
  const uint64_t start = GlobalNanoseconds();
  while (GlobalNanoseconds() - start < nanoseconds) {
  }
}

__global__ void Stamp(ClockStamp* stamps) {
  const unsigned sm = MultiprocessorId();
  if (sm < gridDim.x) stamps[sm] = {GlobalNanoseconds(), static_cast<uint64_t>(clock64())};
}

__global__ void Write(uint4* data, int64_t count) {
  const uint4 value = {1, 2, 3, 4};
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
       i += stride) {
    __stcs(data + i, value);
  }
}

template <typename T>
__device__ T Rounded(float value) {
  if constexpr (sizeof(T) == sizeof(float)) {
    return value;
  } else if constexpr (std::is_same_v<T, __half>) {
    return __float2half_rn(value);
  } else {
    return __float2bfloat16_rn(value);
  }
}

template <typename T>
__global__ void Fill(T* data, int64_t count, InputTensor tensor, uint64_t seed) {
  const int64_t stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
       i += stride) {
    data[i] = Rounded<T>(InputValue(tensor, static_cast<uint64_t>(i), seed));
  }
}

}  // namespace

void BlockStream(const volatile uint32_t* release, uint32_t* gave_up, uint64_t limit_nanoseconds,
                 cudaStream_t stream) {
  Block<<<1, 1, 0, stream>>>(release, gave_up, limit_nanoseconds);
  CUDA_CHECK(cudaGetLastError());
}

void BurnTime(uint64_t nanoseconds, cudaStream_t stream) {
  Burn<<<1, 1, 0, stream>>>(nanoseconds);
  CUDA_CHECK(cudaGetLastError());
}

void StampClocks(ClockStamp* stamps, int sm_count, cudaStream_t stream) {
  Stamp<<<sm_count, 1, 0, stream>>>(stamps);
  CUDA_CHECK(cudaGetLastError());
}

void WriteMemory(void* data, int64_t bytes, cudaStream_t stream) {
  Write<<<kBlocks, kThreads, 0, stream>>>(static_cast<uint4*>(data), bytes / 16);
  CUDA_CHECK(cudaGetLastError());
}

void FillInputOnDevice(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t count, void* data,
                       cudaStream_t stream) {
  switch (dtype) {
    case Dtype::kFloat32:
      Fill<<<kBlocks, kThreads, 0, stream>>>(static_cast<float*>(data), count, tensor, seed);
      break;
    case Dtype::kFloat16:
      Fill<<<kBlocks, kThreads, 0, stream>>>(static_cast<__half*>(data), count, tensor, seed);
      break;
    case Dtype::kBfloat16:
      Fill<<<kBlocks, kThreads, 0, stream>>>(static_cast<__nv_bfloat16*>(data), count, tensor,
                                             seed);
      break;
  }
  CUDA_CHECK(cudaGetLastError());
}

}  // namespace attnwatch
