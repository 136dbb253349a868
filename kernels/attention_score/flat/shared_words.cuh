// SPDX-License-Identifier: Apache-2.0
//
// Words of shared memory by their addresses there, which are half as long as pointers.
#pragma once

#include <cstdint>

#ifdef __CUDACC__

namespace attnwatch::hopper {

__device__ __forceinline__ void StoreSharedWord(uint32_t to, uint32_t value) {
  asm volatile("st.shared.u32 [%0], %1;" ::"r"(to), "r"(value) : "memory");
}
__device__ __forceinline__ uint32_t LoadSharedWord(uint32_t from) {
  uint32_t value;
  asm volatile("ld.shared.u32 %0, [%1];" : "=r"(value) : "r"(from) : "memory");
  return value;
}
__device__ __forceinline__ uint4 LoadSharedChunk(uint32_t from) {
  uint4 v;
  asm volatile("ld.shared.v4.u32 {%0, %1, %2, %3}, [%4];"
               : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
               : "r"(from)
               : "memory");
  return v;
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/shared_words.h"
#endif
