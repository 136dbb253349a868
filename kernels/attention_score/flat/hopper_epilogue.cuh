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

// Stores four matrices of 8 rows by 16 bytes, a pair of elements from each thread for each; the
// threads also hold the places of the 32 rows.
__device__ __forceinline__ void StoreMatrices(void* row, uint32_t a, uint32_t b, uint32_t c,
                                              uint32_t d) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(
                   SharedAddress(row)),
               "r"(a), "r"(b), "r"(c), "r"(d)
               : "memory");
}

// A thread's two neighbouring scores.
template <typename Element>
__device__ __forceinline__ uint32_t RoundPair(const float (&sums)[kSums], int block, int lower,
                                              float scale) {
  const int i = PairSum(block, lower);
  return PackPair(Element{}, sums[i] * scale, sums[i + 1] * scale);
}

// Rounds 64 of the warp's columns into a box.
template <typename Element>
__device__ __forceinline__ void FillBox(const float (&sums)[kSums], int column, int lane,
                                        float scale, char* box) {
#pragma unroll
  for (int i = 0; i < 8; i += 2) {
    const int block = 8 * column + i;
    StoreMatrices(
        box + MatrixRowOffset(i, lane), RoundPair<Element>(sums, block, 0, scale),
        RoundPair<Element>(sums, block, 1, scale), RoundPair<Element>(sums, block + 1, 0, scale),
        RoundPair<Element>(sums, block + 1, 1, scale));
  }
}

// Boxes are filled and stored by halves of those that the warp has: one half leaves while the next
// is filled.
template <typename Element, int kHalf>
__device__ __forceinline__ void CopySums(const Arguments& arguments, const WarpPlace& place,
                                         const float (&sums)[kSums], int lane, char* boxes) {
#pragma unroll
  for (int first = 0; first < kBoxes; first += kHalf) {
    if (lane == 0) WaitStoresRead<1>();
    __syncwarp();
    char* const half = boxes + first / kHalf % 2 * kHalf * kBoxBytes;
#pragma unroll
    for (int i = 0; i < kHalf; ++i) {
      FillBox<Element>(sums, first + i, lane, arguments.plan.scale, half + i * kBoxBytes);
    }
    FenceForCopyEngine();
    __syncwarp();
    if (lane == 0) {
#pragma unroll
      for (int i = 0; i < kHalf; ++i) {
        StoreBox(&arguments.maps.scores, place.column + (first + i) * kBoxColumns, place.row,
                 static_cast<int32_t>(place.matrix), half + i * kBoxBytes, kStorePolicy);
      }
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
  if (!arguments.plan.copies_stores) {
    WriteSums<Element>(arguments, place, sums, lane);
  } else if (arguments.plan.store_slots == 4) {
    CopySums<Element, 2>(arguments, place, sums, lane, boxes);
  } else {
    CopySums<Element, 1>(arguments, place, sums, lane, boxes);
  }
}

}  // namespace attnwatch::hopper
