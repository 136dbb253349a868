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

// The first score of a warp, or of one of its boxes.
struct ScorePlace {
  int64_t matrix;
  int row;
  int column;
};

// A warp has 16 rows of each of its warpgroup's blocks: four boxes next to each other, or two above
// two.
template <int kBlocks>
__device__ __forceinline__ ScorePlace PlaceBox(const ScorePlace& warp, int box) {
  constexpr int kAcross = kBoxes / kBlocks;
  return {warp.matrix, warp.row + box / kAcross * kBlockQueries,
          warp.column + box % kAcross * kBoxColumns};
}

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
template <typename Element, int kBlocks, int kHalf>
__device__ __forceinline__ void CopySums(const Arguments& arguments, const ScorePlace& place,
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
        const ScorePlace box = PlaceBox<kBlocks>(place, first + i);
        StoreBox(&arguments.maps.scores, box.column, box.row, static_cast<int32_t>(box.matrix),
                 half + i * kBoxBytes, kStorePolicy);
      }
      CommitStores();
    }
  }
}

// Threads store: kPass boxes, next to each other, at a time.
template <typename Element, int kBlocks, int kPass>
__device__ __forceinline__ void StoreRows(const Arguments& arguments, const ScorePlace& place,
                                          const float (&sums)[kSums], int lane, char* boxes) {
  constexpr int kChunks = 8 * kPass;  // of 16 bytes in a row
  constexpr int kRows = 32 / kChunks;
  const int seq_len = arguments.plan.seq_len;
#pragma unroll
  for (int first = 0; first < kBoxes; first += kPass) {
    __syncwarp();
#pragma unroll
    for (int i = 0; i < kPass; ++i) {
      FillBox<Element>(sums, first + i, lane, arguments.plan.scale, boxes + i * kBoxBytes);
    }
    __syncwarp();
    const ScorePlace box = PlaceBox<kBlocks>(place, first);
    const int chunk = lane % kChunks;
    const int column = box.column + 8 * chunk;
    const char* const from = boxes + chunk / 8 * kBoxBytes;
    auto* const to = static_cast<uint16_t*>(arguments.scores) +
                     (box.matrix * seq_len + box.row) * seq_len + column;
#pragma unroll
    for (int i = 0; i < kBoxRows / kRows; ++i) {
      const int row = i * kRows + lane / kChunks;
      const uint4 words = *reinterpret_cast<const uint4*>(
          from + Swizzle(static_cast<uint32_t>(row * kLineBytes + chunk % 8 * 16)));
      if (box.row + row < seq_len && column < seq_len) {
        __stcs(reinterpret_cast<uint4*>(to + static_cast<int64_t>(row) * seq_len), words);
      }
    }
  }
}

// Where a row of scores may begin at any even address.
template <typename Element, int kBlocks>
__device__ __forceinline__ void WriteSums(const Arguments& arguments, const ScorePlace& place,
                                          const float (&sums)[kSums], int lane) {
  const int seq_len = arguments.plan.seq_len;
#pragma unroll
  for (int i = 0; i < kSums / 2; ++i) {
    const int block = i / 2;
    const int lower = i % 2;
    const ScorePlace box = PlaceBox<kBlocks>(place, block / 8);
    const int row = box.row + lane / 4 + 8 * lower;
    const int column = box.column + 8 * (block % 8) + 2 * (lane % 4);
    if (row >= seq_len || column >= seq_len) continue;
    auto* const to = static_cast<uint16_t*>(arguments.scores) +
                     (place.matrix * seq_len + row) * seq_len + column;
    const uint32_t pair = RoundPair<Element>(sums, block, lower, arguments.plan.scale);
    to[0] = static_cast<uint16_t>(pair);
    if (column + 1 < seq_len) to[1] = static_cast<uint16_t>(pair >> 16);
  }
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void StoreSums(const Arguments& arguments, const ScorePlace& place,
                                          const float (&sums)[kSums], int lane, char* boxes) {
  const HopperPlan& plan = arguments.plan;
  if (!plan.copies_stores) {
    WriteSums<Element, kBlocks>(arguments, place, sums, lane);
  } else if (!plan.variant.copies) {
    if (plan.store_slots == 2) {
      StoreRows<Element, kBlocks, 2>(arguments, place, sums, lane, boxes);
    } else {
      StoreRows<Element, kBlocks, 1>(arguments, place, sums, lane, boxes);
    }
  } else if (plan.store_slots == 4) {
    CopySums<Element, kBlocks, 2>(arguments, place, sums, lane, boxes);
  } else {
    CopySums<Element, kBlocks, 1>(arguments, place, sums, lane, boxes);
  }
}

}  // namespace attnwatch::hopper
