// SPDX-License-Identifier: Apache-2.0
//
// Blocks of a cluster: each other's shared memory and barriers.
#pragma once

#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch::hopper {

__device__ __forceinline__ uint32_t BlockInCluster() {
  uint32_t rank;
  asm volatile("mov.u32 %0, %cluster_ctarank;" : "=r"(rank));
  return rank;
}

// Waits until all threads of the cluster are here; what they wrote is seen by all.
__device__ __forceinline__ void SyncCluster() {
  asm volatile("barrier.cluster.arrive.release;\nbarrier.cluster.wait.acquire;" ::: "memory");
}

// The same place in the shared memory of block `rank`.
__device__ __forceinline__ uint32_t AddressInBlock(const void* pointer, uint32_t rank) {
  uint32_t address;
  asm volatile("mapa.shared::cluster.u32 %0, %1, %2;"
               : "=r"(address)
               : "r"(SharedAddress(pointer)), "r"(rank));
  return address;
}

__device__ __forceinline__ void ArriveInBlock(Barrier* barrier, uint32_t rank) {
  asm volatile("mbarrier.arrive.release.cluster.shared::cluster.b64 _, [%0];" ::"r"(
                   AddressInBlock(barrier, rank))
               : "memory");
}

// As Wait, where threads of other blocks arrive.
__device__ __forceinline__ void WaitCluster(Barrier* barrier, uint32_t parity) {
  asm volatile(
      "{\n"
      ".reg .pred done;\n"
      "TRY:\n"
      "mbarrier.try_wait.parity.acquire.cluster.shared::cta.b64 done, [%0], %1;\n"
      "@done bra DONE;\n"
      "bra TRY;\n"
      "DONE:\n"
      "}\n" ::"r"(SharedAddress(barrier)),
      "r"(parity)
      : "memory");
}

// Copies `bytes` to the same place in block `rank`, and counts them at its `barrier`.
__device__ __forceinline__ void CopyToBlock(const void* from, int bytes, Barrier* barrier,
                                            uint32_t rank) {
  asm volatile(
      "cp.async.bulk.shared::cluster.shared::cta.mbarrier::complete_tx::bytes [%0], [%1], %2, "
      "[%3];" ::"r"(AddressInBlock(from, rank)),
      "r"(SharedAddress(from)), "r"(bytes), "r"(AddressInBlock(barrier, rank))
      : "memory");
}

}  // namespace attnwatch::hopper
