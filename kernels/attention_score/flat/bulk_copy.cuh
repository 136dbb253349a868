// SPDX-License-Identifier: Apache-2.0
//
// The copy engine (TMA): boxes of tensors between global and shared memory.
#pragma once

#include <cuda.h>

#include <cstdint>

#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch::hopper {

// What the second-level cache should do with the lines: createpolicy's encodings of evict_normal,
// evict_first and evict_last for all of an access.
inline constexpr uint64_t kEvictNormal = 0x1000000000000000;
inline constexpr uint64_t kEvictFirst = 0x12f0000000000000;
inline constexpr uint64_t kEvictLast = 0x14f0000000000000;

__device__ __forceinline__ void PrefetchMap(const CUtensorMap* map) {
  asm volatile("prefetch.tensormap [%0];" ::"l"(map) : "memory");
}

// Copies the map's box at (x, y) to `to` and counts its bytes at `barrier`. The box must begin at a
// multiple of 16 bytes, in x as well: anything else is an illegal instruction.
__device__ __forceinline__ void LoadBox(const CUtensorMap* map, int32_t x, int32_t y, void* to,
                                        Barrier* barrier, uint64_t policy) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::"
      "complete_tx::bytes"
      ".L2::cache_hint [%0], [%1, {%3, %4}], [%2], %5;" ::"r"(SharedAddress(to)),
      "l"(map), "r"(SharedAddress(barrier)), "r"(x), "r"(y), "l"(policy)
      : "memory");
}

// Copies `bytes` from `from` to `to`, all multiples of 16, and counts them at `barrier`.
__device__ __forceinline__ void LoadBytes(const void* from, int bytes, void* to, Barrier* barrier,
                                          uint64_t policy) {
  asm volatile(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint "
      "[%0], [%1], %2, [%3], %4;" ::"r"(SharedAddress(to)),
      "l"(from), "r"(bytes), "r"(SharedAddress(barrier)), "l"(policy)
      : "memory");
}

// Brings `bytes` from `from` on, both multiples of 16, into the second-level cache.
__device__ __forceinline__ void PrefetchBytes(const void* from, uint32_t bytes) {
  asm volatile("cp.async.bulk.prefetch.L2.global [%0], %1;" ::"l"(from), "r"(bytes) : "memory");
}

// Copies `from` to the map's box at (x, y, z), as part of the thread's next group.
__device__ __forceinline__ void StoreBox(const CUtensorMap* map, int32_t x, int32_t y, int32_t z,
                                         const void* from, uint64_t policy) {
  asm volatile(
      "cp.async.bulk.tensor.3d.global.shared::cta.tile.bulk_group.L2::"
      "cache_hint "
      "[%0, {%2, %3, %4}], [%1], %5;" ::"l"(map),
      "r"(SharedAddress(from)), "r"(x), "r"(y), "r"(z), "l"(policy)
      : "memory");
}

__device__ __forceinline__ void CommitStores() {
  asm volatile("cp.async.bulk.commit_group;" ::: "memory");
}

// Waits until at most kGroups of the thread's groups have still to read shared memory.
template <int kGroups>
__device__ __forceinline__ void WaitStoresRead() {
  asm volatile("cp.async.bulk.wait_group.read %0;" ::"n"(kGroups) : "memory");
}

// Waits until all of the thread's stores are done.
__device__ __forceinline__ void WaitStores() {
  asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
}

// What this thread wrote to shared memory with ordinary stores, the copy engine reads after it.
__device__ __forceinline__ void FenceForCopyEngine() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

// The same for global memory, too: in the thread that wrote, and in the one that starts the copy.
__device__ __forceinline__ void FenceForCopyEngineEverywhere() {
  asm volatile("fence.proxy.async;" ::: "memory");
}

}  // namespace attnwatch::hopper
