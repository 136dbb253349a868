// SPDX-License-Identifier: Apache-2.0
//
// Counters in global memory by which the blocks of one launch tell each other how far they are.
#pragma once

#include <cstdint>

namespace attnwatch::hopper {

// Of each matrix; zero before the launch.
struct Progress {
  uint32_t* packed;      // tiles of queries and keys in the ring
  uint32_t* multiplied;  // tiles of scores, counted by each warp of those that compute one
};

__device__ __forceinline__ void AddToCount(uint32_t* counter, uint32_t amount) {
  asm volatile("red.release.gpu.global.add.u32 [%0], %1;" ::"l"(counter), "r"(amount) : "memory");
}

// Whether the counter has reached the target; what was written before is then seen.
__device__ __forceinline__ bool ReachedCount(const uint32_t* counter, uint32_t target) {
  uint32_t count;
  asm volatile("ld.acquire.gpu.global.u32 %0, [%1];" : "=r"(count) : "l"(counter) : "memory");
  return count >= target;
}

__device__ __forceinline__ void WaitForCount(const uint32_t* counter, uint32_t target) {
  while (!ReachedCount(counter, target)) __nanosleep(100);
}

}  // namespace attnwatch::hopper
