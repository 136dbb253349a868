// SPDX-License-Identifier: Apache-2.0
//
// What the kernels of the row `flat` do differently for float16 and bfloat16.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

namespace attnwatch {

// Both roundings are to nearest even and overflow to infinity, as the reference has it.
__device__ __forceinline__ uint32_t PackPair(__half, float low, float high) {
  const __half2 pair = __floats2half2_rn(low, high);
  return *reinterpret_cast<const uint32_t*>(&pair);
}
__device__ __forceinline__ uint32_t PackPair(__nv_bfloat16, float low, float high) {
  const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
  return *reinterpret_cast<const uint32_t*>(&pair);
}

// Stores `count` (at most 8) of the elements of `chunk`, one by one: scores whose rows are not
// 16-byte aligned.
__device__ __forceinline__ void StoreElements(void* to, const uint4& chunk, int count) {
  const uint32_t words[4] = {chunk.x, chunk.y, chunk.z, chunk.w};
#pragma unroll
  for (int i = 0; i < 8; ++i) {
    if (i < count)
      static_cast<uint16_t*>(to)[i] = static_cast<uint16_t>(words[i / 2] >> (16 * (i % 2)));
  }
}

}  // namespace attnwatch
