// SPDX-License-Identifier: Apache-2.0
//
// A warpgroup's multiplication of blocks of 64 queries and 128 keys.
#pragma once

#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper::repack {

inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr int kGroupQueries = 128;
inline constexpr uint64_t kNextBlock = (kBlockQueries * kLineBytes) >> 4;

// Blocks of 64 queries, `next_block` from one to the next in a descriptor, by the same keys.
template <typename Element, int kSteps, int kBlocks>
__device__ __forceinline__ void MultiplySteps(uint64_t queries, uint64_t next_block, uint64_t keys,
                                              bool accumulate, float (&sums)[kBlocks][kTileSums]) {
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
#pragma unroll
    for (int block = 0; block < kBlocks; ++block) {
      Wgmma128(Element{}, sums[block], queries + block * next_block + step * kDescriptorStep,
               keys + step * kDescriptorStep, accumulate || step > 0);
    }
  }
}

// sums (+)= queries * keys^T over `steps` steps of a panel.
template <typename Element, int kBlocks>
__device__ __forceinline__ void MultiplyPanel(uint64_t queries, uint64_t next_block, uint64_t keys,
                                              int steps, bool accumulate,
                                              float (&sums)[kBlocks][kTileSums]) {
  switch (steps) {
    case 1:
      MultiplySteps<Element, 1>(queries, next_block, keys, accumulate, sums);
      break;
    case 2:
      MultiplySteps<Element, 2>(queries, next_block, keys, accumulate, sums);
      break;
    case 3:
      MultiplySteps<Element, 3>(queries, next_block, keys, accumulate, sums);
      break;
    default:
      MultiplySteps<Element, 4>(queries, next_block, keys, accumulate, sums);
      break;
  }
}

}  // namespace attnwatch::hopper::repack
