// SPDX-License-Identifier: Apache-2.0
//
// Counters in global memory by which blocks that run at the same time wait for each other.
//
//   AddTo(packed, 1);                     // what the thread, or its warp before, has written
//   WaitForCount(packed, 3);              // another block: and it is there to be read
#pragma once

#include "kernels/attention_score/flat/cache_policy.h"

#ifdef __CUDACC__

namespace attnwatch::hopper {

// Whoever sees the sum sees what the thread saw and wrote before.
__device__ __forceinline__ void AddTo(unsigned* counter, unsigned value) {
  asm volatile("red.release.gpu.global.add.u32 [%0], %1;" ::"l"(counter), "r"(value) : "memory");
}

// Without that: where all that the thread did before was to wait for copies that read.
__device__ __forceinline__ void AddAfterReading(unsigned* counter, unsigned value) {
  asm volatile("red.relaxed.gpu.global.add.u32 [%0], %1;" ::"l"(counter), "r"(value) : "memory");
}

__device__ __forceinline__ unsigned CountOf(const unsigned* counter) {
  unsigned value;
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(value) : "l"(counter) : "memory");
  return value;
}

// 16 bytes that others read soon: the second-level cache is to keep them.
__device__ __forceinline__ void StoreToStay(char* to, const uint4& v) {
  asm volatile("st.global.L2::cache_hint.v4.u32 [%0], {%1, %2, %3, %4}, %5;" ::"l"(to), "r"(v.x),
               "r"(v.y), "r"(v.z), "r"(v.w), "l"(kEvictLast)
               : "memory");
}

// Between what threads write to global memory and copies of it by the copy engine.
__device__ __forceinline__ void FenceGlobalForCopies() {
  asm volatile("fence.proxy.async.global;" ::: "memory");
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/gpu_counter.h"
#endif

namespace attnwatch::hopper {

__device__ __forceinline__ void WaitForCount(const unsigned* counter, unsigned count) {
  while (CountOf(counter) < count) __nanosleep(40);
}

}  // namespace attnwatch::hopper
