// SPDX-License-Identifier: Apache-2.0
//
// The copy engine (TMA): boxes and bytes of tensors from global to shared memory.
#pragma once

#include <cuda.h>

#include <cstdint>

#include "kernels/attention_score/flat/cache_policy.h"
#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/mbarrier.cuh"

#ifdef __CUDACC__

namespace attnwatch::hopper {

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

// Of a map of keys (tensor_maps.h), from row `y` on, a multiple of 32.
__device__ __forceinline__ void LoadKeyBox(const CUtensorMap* map, int32_t x, int32_t y, void* to,
                                           Barrier* barrier, uint64_t policy) {
  asm volatile(
      "cp.async.bulk.tensor.5d.shared::cluster.global.tile.mbarrier::"
      "complete_tx::bytes"
      ".L2::cache_hint [%0], [%1, {%3, %5, %5, %5, %4}], [%2], %6;" ::"r"(SharedAddress(to)),
      "l"(map), "r"(SharedAddress(barrier)), "r"(x), "r"(y / kKeyGroup), "r"(0), "l"(policy)
      : "memory");
}

// Copies `bytes` from `from` to `to`, all multiples of 16, and counts them at `barrier`.
__device__ __forceinline__ void LoadBytes(const void* from, int bytes, uint32_t to,
                                          uint32_t barrier, uint64_t policy) {
  asm volatile(
      "cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint "
      "[%0], [%1], %2, [%3], %4;" ::"r"(to),
      "l"(from), "r"(bytes), "r"(barrier), "l"(policy)
      : "memory");
}

// Begins to bring `bytes` from `from` on, multiples of 16, into the second-level cache, to stay.
__device__ __forceinline__ void PrefetchBytes(const void* from, int bytes) {
  asm volatile("cp.async.bulk.prefetch.L2.global.L2::cache_hint [%0], %1, %2;" ::"l"(from),
               "r"(bytes), "l"(kEvictLast)
               : "memory");
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/bulk_copy.h"
#endif
