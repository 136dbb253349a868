// SPDX-License-Identifier: Apache-2.0
//
// mbarrier: the barrier in shared memory that counts arrivals and the bytes of copies. One use of a
// barrier is a phase; waiting names the phase by its parity.
#pragma once

#include <cstdint>

namespace attnwatch::hopper {

using Barrier = uint64_t;
inline constexpr int kBarrierSize = sizeof(Barrier);

}  // namespace attnwatch::hopper

#ifdef __CUDACC__

namespace attnwatch::hopper {

__device__ __forceinline__ uint32_t SharedAddress(const void* pointer) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

// A barrier is named by its address in shared memory.
__device__ __forceinline__ void InitBarrier(uint32_t barrier, int arrivals) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(barrier), "r"(arrivals) : "memory");
}

// Makes initialised barriers known to the copy engine.
__device__ __forceinline__ void FenceBarrierInit() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

// Arrives, and lets the phase wait for `bytes` of copies.
__device__ __forceinline__ void ArriveExpectBytes(uint32_t barrier, int bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes)
               : "memory");
}

__device__ __forceinline__ void Arrive(uint32_t barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(barrier) : "memory");
}

// Returns when the phase of that parity is over. The hardware suspends the thread for a while in
// each try.
__device__ __forceinline__ void Wait(uint32_t barrier, uint32_t parity) {
  asm volatile(
      "{\n"
      ".reg .pred done;\n"
      "TRY:\n"
      "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n"
      "@done bra DONE;\n"
      "bra TRY;\n"
      "DONE:\n"
      "}\n" ::"r"(barrier),
      "r"(parity)
      : "memory");
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/mbarrier.h"
#endif

namespace attnwatch::hopper {

// A barrier may also be named by a pointer to it.
__device__ __forceinline__ void InitBarrier(Barrier* barrier, int arrivals) {
  InitBarrier(SharedAddress(barrier), arrivals);
}
__device__ __forceinline__ void ArriveExpectBytes(Barrier* barrier, int bytes) {
  ArriveExpectBytes(SharedAddress(barrier), bytes);
}
__device__ __forceinline__ void Arrive(Barrier* barrier) { Arrive(SharedAddress(barrier)); }
__device__ __forceinline__ void Wait(Barrier* barrier, uint32_t parity) {
  Wait(SharedAddress(barrier), parity);
}

// In a ring of slots, each with a barrier that says "full" and one that says "empty".
struct RingPlace {
  int slot = 0;
  uint32_t parity = 0;

  __device__ __forceinline__ void Advance(int slots) {
    if (++slot == slots) {
      slot = 0;
      parity ^= 1;
    }
  }
};

}  // namespace attnwatch::hopper
