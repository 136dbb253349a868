// SPDX-License-Identifier: Apache-2.0
//
// A warpgroup's multiplication of 128 queries, as two blocks of 64, and 128 keys.
#pragma once

#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/flat/wgmma.cuh"
#include "kernels/attention_score/flat/wgmma_128.cuh"

namespace attnwatch::hopper::repack {

inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr int kGroupQueries = 128;
inline constexpr uint64_t kNextBlock = (kBlockQueries * kLineBytes) >> 4;

// One panel; kSteps steps of 16 elements of head_dim.
template <typename Element, int kSteps>
__device__ __forceinline__ void MultiplySteps(uint64_t queries, uint64_t keys, bool accumulate,
                                              float (&upper)[kTileSums],
                                              float (&lower)[kTileSums]) {
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
    const uint64_t a = queries + step * kDescriptorStep;
    const uint64_t b = keys + step * kDescriptorStep;
    Wgmma128(Element{}, upper, a, b, accumulate || step > 0);
    Wgmma128(Element{}, lower, a + kNextBlock, b, accumulate || step > 0);
  }
}

template <typename Element>
__device__ __forceinline__ void MultiplyPanel(uint64_t a, uint64_t b, int steps, bool accumulate,
                                              float (&upper)[kTileSums],
                                              float (&lower)[kTileSums]) {
  switch (steps) {
    case 1:
      MultiplySteps<Element, 1>(a, b, accumulate, upper, lower);
      break;
    case 2:
      MultiplySteps<Element, 2>(a, b, accumulate, upper, lower);
      break;
    case 3:
      MultiplySteps<Element, 3>(a, b, accumulate, upper, lower);
      break;
    default:
      MultiplySteps<Element, 4>(a, b, accumulate, upper, lower);
      break;
  }
}

}  // namespace attnwatch::hopper::repack
