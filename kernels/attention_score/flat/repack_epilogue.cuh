// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: each warp on its own scales and rounds its sums, turns eight rows of them
// around in shared memory and stores 256 bytes of a row at a time.
#pragma once

#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/flat/round_sums.cuh"

namespace attnwatch::hopper::repack {

// Where scores go, and what they are multiplied by before they are rounded.
struct Scores {
  char* data;
  int seq_len;
  float scale;
};

// The first score of a warp: 16 rows by 128 columns.
struct WarpPlace {
  int64_t matrix;
  int row;
  int column;
};

// The upper or the lower eight rows of the warp's sums.
template <typename Element>
__device__ __forceinline__ void StoreHalf(const Scores& scores, const WarpPlace& place,
                                          const float (&sums)[kTileSums], int lower, int lane,
                                          char* box) {
#pragma unroll
  for (int block = 0; block < kTileKeys / 8; block += 4) {
    StoreMatrices(box + StoreOffset(lane % 8, block + lane / 8),
                  RoundPair<Element>(sums, block, lower, scores.scale),
                  RoundPair<Element>(sums, block + 1, lower, scores.scale),
                  RoundPair<Element>(sums, block + 2, lower, scores.scale),
                  RoundPair<Element>(sums, block + 3, lower, scores.scale));
  }
  __syncwarp();
  const int chunk = lane % 16;
  const int row = place.row + 8 * lower + lane / 16;
  const int column = place.column + 8 * chunk;
  char* const to =
      scores.data + 2 * ((place.matrix * scores.seq_len + row) * scores.seq_len + column);
  uint4 chunks[kStoreRows / 2];
#pragma unroll
  for (int i = 0; i < kStoreRows / 2; ++i) {
    chunks[i] = *reinterpret_cast<const uint4*>(box + StoreOffset(2 * i + lane / 16, chunk));
  }
  const int64_t two_rows = 4 * static_cast<int64_t>(scores.seq_len);
#pragma unroll
  for (int i = 0; i < kStoreRows / 2; ++i) {
    if (row + 2 * i < scores.seq_len && column < scores.seq_len) {
      __stcs(reinterpret_cast<uint4*>(to + i * two_rows), chunks[i]);
    }
  }
  __syncwarp();
}

template <typename Element>
__device__ __forceinline__ void StoreSums(const Scores& scores, const WarpPlace& place,
                                          const float (&sums)[kTileSums], int lane, char* box) {
  StoreHalf<Element>(scores, place, sums, 0, lane, box);
  StoreHalf<Element>(scores, place, sums, 1, lane, box);
}

}  // namespace attnwatch::hopper::repack
