// SPDX-License-Identifier: Apache-2.0
//
// A warpgroup's multiplications of panels: its queries in registers, packed keys in shared memory.
#pragma once

#include "kernels/attention_score/flat/lines_runs.cuh"

namespace attnwatch::hopper::lines {

// sums (+)= queries by keys, over some steps of a panel. Between FenceWgmma and CommitWgmma;
// returns while it is under way.
template <typename Element, int kPanelSteps, int kCount>
__device__ __forceinline__ void MultiplySteps(const Fragment& queries, uint64_t keys,
                                              bool accumulate, float (&sums)[kCount]) {
#pragma unroll
  for (int step = 0; step < kPanelSteps; ++step) {
    const uint32_t* const row = &queries.words[0][2 * step];
    const uint32_t* const lower = &queries.words[1][2 * step];
    Wgmma(Element{}, sums, row[0], lower[0], row[1], lower[1], keys + step * kDescriptorStep,
          accumulate || step > 0);
  }
}

// `keys` is the address of the first of them in the panel.
template <typename Element, int kCount>
__device__ __forceinline__ void MultiplyPanel(const Fragment& queries, uint32_t keys,
                                              float (&sums)[kCount]) {
  MultiplySteps<Element, kSteps>(queries, MatrixDescriptor(keys, kLineBytes), true, sums);
}

// The first that goes into the sums.
template <typename Element, int kCount>
__device__ __forceinline__ void MultiplyLastPanel(const LinesPlan& plan, const Fragment& queries,
                                                  uint32_t keys, float (&sums)[kCount]) {
  if (plan.last_steps == kSteps) {
    MultiplySteps<Element, kSteps>(queries, MatrixDescriptor(keys, kLineBytes), false, sums);
  } else {
    MultiplySteps<Element, kHalfSteps>(queries, MatrixDescriptor(keys, kLineBytes / 2), false,
                                       sums);
  }
}

}  // namespace attnwatch::hopper::lines
