// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: each warp on its own scales and rounds its sums, puts them into a box of shared
// memory and has the copy engine store it, while it goes on with the next box.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"
#include "kernels/attention_score/flat/round_sums.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper {

// The first score of a warp: 16 rows by 256 columns.
struct WarpPlace {
  int64_t matrix;
  int row;
  int column;
};

// Rounds 64 of the warp's columns into a box.
template <typename Element>
__device__ __forceinline__ void FillBox(const float (&sums)[kSums], int column, int lane,
                                        float scale, char* box) {
#pragma unroll
  for (int i = 0; i < 8; i += 2) {
    const int block = 8 * column + i;
    StoreMatrices(box + MatrixRowOffset(i, lane), RoundPair<Element>(sums, block, 0, scale),
                  RoundPair<Element>(sums, block, 1, scale),
                  RoundPair<Element>(sums, block + 1, 0, scale),
                  RoundPair<Element>(sums, block + 1, 1, scale));
  }
}

// A warp has two boxes: one leaves while the next is filled.
template <typename Element>
__device__ __forceinline__ void CopySums(const Arguments& arguments, const WarpPlace& place,
                                         const float (&sums)[kSums], int lane, char* boxes) {
  static_assert(kBoxes % kWarpBoxes == 0);
#pragma unroll
  for (int i = 0; i < kBoxes; ++i) {
    if (lane == 0) WaitStoresRead<kWarpBoxes - 1>();
    __syncwarp();
    char* const box = boxes + i % kWarpBoxes * kBoxBytes;
    FillBox<Element>(sums, i, lane, arguments.plan.scale, box);
    FenceForCopyEngine();
    __syncwarp();
    if (lane == 0) {
      StoreBox(&arguments.maps.scores, place.column + i * kBoxColumns, place.row,
               static_cast<int32_t>(place.matrix), box, kEvictFirst);
      CommitStores();
    }
  }
}

// Where a row of scores may begin at any even address.
template <typename Element>
__device__ __forceinline__ void WriteSums(const Arguments& arguments, const WarpPlace& place,
                                          const float (&sums)[kSums], int lane) {
  const int seq_len = arguments.plan.seq_len;
#pragma unroll
  for (int i = 0; i < kSums / 2; ++i) {
    const int block = i / 2;
    const int lower = i % 2;
    const int row = place.row + lane / 4 + 8 * lower;
    const int column = place.column + 8 * block + 2 * (lane % 4);
    if (row >= seq_len || column >= seq_len) continue;
    auto* const to = static_cast<uint16_t*>(arguments.scores) +
                     (place.matrix * seq_len + row) * seq_len + column;
    const uint32_t pair = RoundPair<Element>(sums, block, lower, arguments.plan.scale);
    to[0] = static_cast<uint16_t>(pair);
    if (column + 1 < seq_len) to[1] = static_cast<uint16_t>(pair >> 16);
  }
}

template <typename Element>
__device__ __forceinline__ void StoreSums(const Arguments& arguments, const WarpPlace& place,
                                          const float (&sums)[kSums], int lane, char* boxes) {
  if (arguments.plan.copies_stores) {
    CopySums<Element>(arguments, place, sums, lane, boxes);
  } else {
    WriteSums<Element>(arguments, place, sums, lane);
  }
}

}  // namespace attnwatch::hopper
