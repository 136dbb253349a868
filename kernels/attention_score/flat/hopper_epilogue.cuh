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

// The first score of a warp: 16 rows by 256 columns.
struct WarpPlace {
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
__device__ __forceinline__ void CopyBox(const Arguments& arguments, const WarpPlace& place,
                                        const float (&sums)[kSums], int column, int lane,
                                        StoreState& state) {
  WaitForBox(arguments.plan, lane);
  char* const box = state.boxes + state.next * kBoxBytes;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const ScoreChunk chunk = {column, i / 2, i % 2};
    const uint32_t offset = Swizzle(static_cast<uint32_t>(ChunkBoxRow(chunk, lane) * kLineBytes +
                                                          ChunkBoxColumn(chunk, lane) * 2));
    *reinterpret_cast<uint4*>(box + offset) =
        RoundChunk<Element>(sums, chunk, arguments.plan.scale);
  }
  FenceForCopyEngine();
  __syncwarp();
  if (lane == 0) {
    StoreBox(&arguments.maps.scores, place.column + column * kBoxColumns, place.row,
             static_cast<int32_t>(place.matrix), box, kStorePolicy);
    CommitStores();
  }
  state.next = (state.next + 1) & (arguments.plan.store_slots - 1);
}

// Where a row of scores may begin at any even address.
template <typename Element>
__device__ __forceinline__ void WriteBox(const Arguments& arguments, const WarpPlace& place,
                                         const float (&sums)[kSums], int column, int lane) {
  const int seq_len = arguments.plan.seq_len;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const ScoreChunk chunk = {column, i / 2, i % 2};
    const int row = place.row + ChunkBoxRow(chunk, lane);
    const int first = place.column + column * kBoxColumns + ChunkBoxColumn(chunk, lane);
    if (row >= seq_len || first >= seq_len) continue;
    const int64_t offset = (place.matrix * seq_len + row) * seq_len + first;
    StoreElements(static_cast<uint16_t*>(arguments.scores) + offset,
                  RoundChunk<Element>(sums, chunk, arguments.plan.scale), seq_len - first);
  }
}

template <typename Element>
__device__ __forceinline__ void StoreSums(const Arguments& arguments, const WarpPlace& place,
                                          const float (&sums)[kSums], int lane,
                                          StoreState& state) {
#pragma unroll
  for (int column = 0; column < kBoxes; ++column) {
    if (arguments.plan.copies_stores) {
      CopyBox<Element>(arguments, place, sums, column, lane, state);
    } else {
      WriteBox<Element>(arguments, place, sums, column, lane);
    }
  }
}

}  // namespace attnwatch::hopper
