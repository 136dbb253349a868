// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: scaled and rounded, straight from the registers of the sums. The order of the
// keys (KeyRow) gives a lane eight scores in a row: four lanes store 64 bytes of a row, eight rows
// at once. (Stores alone are as fast so as by whole rows: 1.03 ms for 3.2 GB on an H100.)
//
//   StoreScores<Element, /*kRowStride=*/1, ScorePolicy::kDefault>({seq_len, scale}, sums,
//                                                                 {rows, keys}, lane, to);
#pragma once

#include "kernels/attention_score/flat/round_sums.cuh"

namespace attnwatch::hopper {

// What scores are multiplied by before they are rounded, and how far their rows are apart.
struct ScoreRows {
  int seq_len;
  float scale;
};

// What there is of a matrix from a warp's first row and key on.
struct Extent {
  int rows;
  int keys;
};

// What the second-level cache should do with scores: by default it keeps them a while. Where
// queries are held in registers that is 1 to 4 % faster on an H100, elsewhere it is not.
enum class ScorePolicy { kDefault, kEvictFirst };

template <ScorePolicy kPolicy>
__device__ __forceinline__ void StoreChunk(char* to, const uint4& scores) {
  if (kPolicy == ScorePolicy::kEvictFirst) {
    __stcs(reinterpret_cast<uint4*>(to), scores);
  } else {
    __stcg(reinterpret_cast<uint4*>(to), scores);
  }
}

// A warp's 16 rows, each kRowStride below the one before; `to` is the first row's first key.
// kWhole: all of them are there.
template <typename Element, int kRowStride, ScorePolicy kPolicy, bool kWhole, int kCount>
__device__ __forceinline__ void StoreExtent(const ScoreRows& matrix, const float (&sums)[kCount],
                                            const Extent& there, int lane, char* to) {
  const int64_t row_bytes = 2 * static_cast<int64_t>(matrix.seq_len);
#pragma unroll
  for (int lower = 0; lower < 2; ++lower) {
    const int row = kRowStride * (lane / 4 + 8 * lower);
    char* const first = to + row * row_bytes;
    if (!kWhole && row >= there.rows) continue;
#pragma unroll
    for (int block = 0; block < kCount / 4; block += 4) {
      const int key = ScoreKey(block, lane % 4);
      if (!kWhole && key >= there.keys) continue;
      const uint4 scores = make_uint4(RoundPair<Element>(sums, block, lower, matrix.scale),
                                      RoundPair<Element>(sums, block + 1, lower, matrix.scale),
                                      RoundPair<Element>(sums, block + 2, lower, matrix.scale),
                                      RoundPair<Element>(sums, block + 3, lower, matrix.scale));
      if (kWhole || matrix.seq_len % 8 == 0) {
        StoreChunk<kPolicy>(first + 2 * key, scores);
      } else {
        StoreElements(first + 2 * key, scores, there.keys - key);
      }
    }
  }
}

template <typename Element, int kRowStride, ScorePolicy kPolicy, int kCount>
__device__ __forceinline__ void StoreScores(const ScoreRows& matrix, const float (&sums)[kCount],
                                            const Extent& there, int lane, char* to) {
  const bool whole =
      matrix.seq_len % 8 == 0 && there.rows > 15 * kRowStride && there.keys >= 2 * kCount;
  if (whole) {
    StoreExtent<Element, kRowStride, kPolicy, true>(matrix, sums, there, lane, to);
  } else {
    StoreExtent<Element, kRowStride, kPolicy, false>(matrix, sums, there, lane, to);
  }
}

}  // namespace attnwatch::hopper
