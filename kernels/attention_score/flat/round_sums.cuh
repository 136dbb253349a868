// SPDX-License-Identifier: Apache-2.0
//
// From a warp's sums to rounded scores in shared memory.
#pragma once

#include "kernels/attention_score/flat/element.cuh"
#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/warp_matrices.cuh"

namespace attnwatch::hopper {

// A thread's two neighbouring scores.
template <typename Element, int kCount>
__device__ __forceinline__ uint32_t RoundPair(const float (&sums)[kCount], int block, int lower,
                                              float scale) {
  const int i = PairSum(block, lower);
  return PackPair(Element{}, sums[i] * scale, sums[i + 1] * scale);
}

}  // namespace attnwatch::hopper
