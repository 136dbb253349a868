// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: each warp on its own scales and rounds its sums, turns eight rows of them
// around in shared memory and stores 256 bytes of a row at a time.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/element.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

inline constexpr int kSums = 64;  // of a thread, of 64 queries by 128 keys

// The first score of a warp: 16 rows by 128 columns.
struct WarpPlace {
  int64_t matrix;
  int row;
  int column;
};

// Where 16-byte chunk `chunk` of a row lies: the rows of a chunk in different banks.
__device__ __forceinline__ int StoreOffset(int row, int chunk) {
  return row * 2 * kKeys + (chunk ^ row) * 16;
}

__device__ __forceinline__ void StoreMatrices(void* row, uint32_t a, uint32_t b, uint32_t c,
                                              uint32_t d) {
  asm volatile(
      "stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(SharedAddress(row)),
      "r"(a), "r"(b), "r"(c), "r"(d)
      : "memory");
}

template <typename Element>
__device__ __forceinline__ uint32_t RoundPair(const float (&sums)[kSums], int block, int lower,
                                              float scale) {
  const int i = PairSum(block, lower);
  return PackPair(Element{}, sums[i] * scale, sums[i + 1] * scale);
}

// The upper or the lower eight rows of the warp's sums.
template <typename Element>
__device__ __forceinline__ void StoreHalf(const Arguments& arguments, const WarpPlace& place,
                                          const float (&sums)[kSums], int lower, int lane,
                                          char* box) {
  const RepackPlan& plan = arguments.plan;
#pragma unroll
  for (int block = 0; block < kKeys / 8; block += 4) {
    StoreMatrices(box + StoreOffset(lane % 8, block + lane / 8),
                  RoundPair<Element>(sums, block, lower, plan.scale),
                  RoundPair<Element>(sums, block + 1, lower, plan.scale),
                  RoundPair<Element>(sums, block + 2, lower, plan.scale),
                  RoundPair<Element>(sums, block + 3, lower, plan.scale));
  }
  __syncwarp();
  const int chunk = lane % 16;
  const int row = place.row + 8 * lower + lane / 16;
  const int column = place.column + 8 * chunk;
  char* const to =
      arguments.scores + 2 * ((place.matrix * plan.seq_len + row) * plan.seq_len + column);
  uint4 chunks[kStoreRows / 2];
#pragma unroll
  for (int i = 0; i < kStoreRows / 2; ++i) {
    chunks[i] = *reinterpret_cast<const uint4*>(box + StoreOffset(2 * i + lane / 16, chunk));
  }
  const int64_t two_rows = 4 * static_cast<int64_t>(plan.seq_len);
#pragma unroll
  for (int i = 0; i < kStoreRows / 2; ++i) {
    if (row + 2 * i < plan.seq_len && column < plan.seq_len) {
      __stcs(reinterpret_cast<uint4*>(to + i * two_rows), chunks[i]);
    }
  }
  __syncwarp();
}

// 64 of the warp's columns, as one box of 16 rows by 128 bytes.
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

template <typename Element>
__device__ __forceinline__ void CopySums(const Arguments& arguments, const WarpPlace& place,
                                         const float (&sums)[kSums], int lane, char* boxes) {
  const bool two = arguments.plan.store_boxes == 2;
#pragma unroll
  for (int i = 0; i < 2; ++i) {
    char* const box = two ? boxes + i * kStoreBytes : boxes;
    if (lane == 0) {
      if (two) {
        WaitStoresRead<1>();
      } else {
        WaitStoresRead<0>();
      }
    }
    __syncwarp();
    FillBox<Element>(sums, i, lane, arguments.plan.scale, box);
    FenceForCopyEngine();
    __syncwarp();
    if (lane == 0) {
      StoreBox(&arguments.score_map, place.column + i * kBoxColumns, place.row,
               static_cast<int32_t>(place.matrix), box, kEvictFirst);
      CommitStores();
    }
  }
}

template <typename Element>
__device__ __forceinline__ void StoreSums(const Arguments& arguments, const WarpPlace& place,
                                          const float (&sums)[kSums], int lane, char* box) {
  if (arguments.plan.store_boxes > 0) {
    CopySums<Element>(arguments, place, sums, lane, box);
    return;
  }
  StoreHalf<Element>(arguments, place, sums, 0, lane, box);
  StoreHalf<Element>(arguments, place, sums, 1, lane, box);
}

}  // namespace attnwatch::hopper::repack
