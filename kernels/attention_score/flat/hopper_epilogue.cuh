// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: each warp on its own scales and rounds its sums, puts them into a box of shared
// memory and has the copy engine store it, while it goes on with the next box.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/element.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper {

// The first score of a tile.
struct TilePlace {
  int64_t matrix;
  int row;
  int column;
};

// What a warp needs to store.
struct StoreState {
  char* boxes;  // the warp's own
  int next;     // the box to fill
};

template <typename Element>
__device__ __forceinline__ uint4 RoundChunk(const float (&sums)[kSums], const ScoreChunk& chunk,
                                            float scale) {
  uint32_t words[4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    words[i] = PackPair(Element{}, sums[ChunkSum(chunk, 2 * i)] * scale,
                        sums[ChunkSum(chunk, 2 * i + 1)] * scale);
  }
  return {words[0], words[1], words[2], words[3]};
}

__device__ __forceinline__ void WaitForBox(const HopperPlan& plan, int lane) {
  if (lane == 0) {
    if (plan.store_slots == 4) {
      WaitStoresRead<3>();
    } else {
      WaitStoresRead<1>();
    }
  }
  __syncwarp();
}

template <typename Element>
__device__ __forceinline__ void CopyBox(const Arguments& arguments, const TilePlace& tile,
                                        const float (&sums)[kSums], int block, int column, int warp,
                                        int lane, StoreState& state) {
  WaitForBox(arguments.plan, lane);
  char* const box = state.boxes + state.next * kBoxBytes;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const ScoreChunk chunk = {block, column, i / 2, i % 2};
    const uint32_t offset = Swizzle(static_cast<uint32_t>(ChunkBoxRow(chunk, lane) * kLineBytes +
                                                          ChunkBoxColumn(chunk, lane) * 2));
    *reinterpret_cast<uint4*>(box + offset) =
        RoundChunk<Element>(sums, chunk, arguments.plan.scale);
  }
  FenceForCopyEngine();
  __syncwarp();
  if (lane == 0) {
    StoreBox(&arguments.maps.scores, tile.column + column * kStoreColumns, WarpResidue(block, warp),
             tile.row / kResidues, static_cast<int32_t>(tile.matrix), box, kEvictFirst);
    CommitStores();
  }
  state.next = (state.next + 1) & (arguments.plan.store_slots - 1);
}

// Where a row of scores may begin at any even address.
template <typename Element>
__device__ __forceinline__ void WriteBox(const Arguments& arguments, const TilePlace& tile,
                                         const float (&sums)[kSums], int block, int column,
                                         int warp, int lane) {
  const int seq_len = arguments.plan.seq_len;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const ScoreChunk chunk = {block, column, i / 2, i % 2};
    const int row = tile.row + kResidues * ChunkBoxRow(chunk, lane) + WarpResidue(block, warp);
    const int first = tile.column + column * kStoreColumns + ChunkBoxColumn(chunk, lane);
    if (row >= seq_len || first >= seq_len) continue;
    const int64_t offset = (tile.matrix * seq_len + row) * seq_len + first;
    StoreElements(static_cast<uint16_t*>(arguments.scores) + offset,
                  RoundChunk<Element>(sums, chunk, arguments.plan.scale), seq_len - first);
  }
}

template <typename Element>
__device__ __forceinline__ void StoreSums(const Arguments& arguments, const TilePlace& tile,
                                          const float (&sums)[2][kSums], int warp, int lane,
                                          StoreState& state) {
#pragma unroll
  for (int block = 0; block < 2; ++block) {
#pragma unroll
    for (int column = 0; column < 2; ++column) {
      if (arguments.plan.copies_stores) {
        CopyBox<Element>(arguments, tile, sums[block], block, column, warp, lane, state);
      } else {
        WriteBox<Element>(arguments, tile, sums[block], block, column, warp, lane);
      }
    }
  }
}

}  // namespace attnwatch::hopper
