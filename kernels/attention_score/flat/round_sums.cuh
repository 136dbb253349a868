// SPDX-License-Identifier: Apache-2.0
//
// From a warp's sums to rounded scores in shared memory.
#pragma once

#include "kernels/attention_score/flat/element.cuh"
#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch::hopper {

// Stores four matrices of 8 rows by 16 bytes, a pair of elements from each thread for each; the
// threads also hold the places of the 32 rows.
__device__ __forceinline__ void StoreMatrices(void* row, uint32_t a, uint32_t b, uint32_t c,
                                              uint32_t d) {
  asm volatile(
      "stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(SharedAddress(row)),
      "r"(a), "r"(b), "r"(c), "r"(d)
      : "memory");
}

// A thread's two neighbouring scores.
template <typename Element, int kCount>
__device__ __forceinline__ uint32_t RoundPair(const float (&sums)[kCount], int block, int lower,
                                              float scale) {
  const int i = PairSum(block, lower);
  return PackPair(Element{}, sums[i] * scale, sums[i + 1] * scale);
}

}  // namespace attnwatch::hopper
