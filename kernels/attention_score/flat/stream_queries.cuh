// SPDX-License-Identifier: Apache-2.0
//
// How a warpgroup brings its queries, rows as they are given, into the form that wgmma reads:
// 16-byte chunks, swizzled, zeros after the row's end. In place: all of a block is read before any
// of it is written.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/shifted_rows.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// Of the four warps of a group; 0 is __syncthreads.
__device__ __forceinline__ void SyncGroup(int group) {
  asm volatile("bar.sync %0, 128;" ::"r"(group + 1) : "memory");
}

// Each warp has 16 of the rows; a thread of it a chunk of every fourth row of each panel.
template <int kPanels>
__device__ __forceinline__ void PackBlock(const StreamPlan& plan, char* block, int group, int warp,
                                          int lane) {
  const int first_row = 16 * warp + lane / 8;
  const int in_line = lane % 8 * 16;
  const ShiftedRows rows = MakeShiftedRows(block, plan.panels * kBlockPanelBytes, 2 * plan.head_dim,
                                           in_line, plan.panels);
  Chunk chunks[4][kPanels];
#pragma unroll
  for (int i = 0; i < 4 * kPanels; ++i) {
    // Not as many panels: one twice.
    chunks[i / kPanels][i % kPanels] =
        rows.Read(first_row + i / kPanels * 4, min(i % kPanels, plan.panels - 1));
  }
  SyncGroup(group);
#pragma unroll
  for (int i = 0; i < 4 * kPanels; ++i) {
    const int panel = i % kPanels;
    if (panel >= plan.panels) continue;
    const int row = first_row + i / kPanels * 4;
    *reinterpret_cast<Chunk*>(block + panel * kBlockPanelBytes +
                              Swizzle(row * kLineBytes + in_line)) = chunks[i / kPanels][panel];
  }
}

template <int kBlocks, int kPanels>
__device__ __forceinline__ void PackQueries(const StreamPlan& plan, char* queries, int group,
                                            int warp, int lane) {
#pragma unroll 1
  for (int block = 0; block < kBlocks; ++block) {
    PackBlock<kPanels>(plan, queries + block * plan.panels * kBlockPanelBytes, group, warp, lane);
  }
  FenceForCopyEngine();
  SyncGroup(group);
}

}  // namespace attnwatch::hopper::stream
