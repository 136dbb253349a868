// SPDX-License-Identifier: Apache-2.0
//
// How scores leave: scaled and rounded, straight from the registers of the sums. The order of the
// keys (KeyRow) gives a lane eight scores in a row: four lanes store 64 bytes of a row, eight rows
// at once. (Stores alone are as fast so as by whole rows: 1.03 ms for 3.2 GB on an H100.)
#pragma once

#include "kernels/attention_score/flat/lines_shared.cuh"
#include "kernels/attention_score/flat/round_sums.cuh"

namespace attnwatch::hopper::lines {

// What there is of a matrix from the first row and key of the scores on.
struct Extent {
  int rows;
  int keys;
};

// A warp's 16 rows, of which each is kWarps below the one before; `to` is the first row's first
// key. kWhole: all of the tile is there.
template <typename Element, bool kWhole, int kCount>
__device__ __forceinline__ void StoreRows(const LinesPlan& plan, const float (&sums)[kCount],
                                          const Extent& there, int warp, int lane, char* to) {
  const int64_t row_bytes = 2 * static_cast<int64_t>(plan.seq_len);
#pragma unroll
  for (int lower = 0; lower < 2; ++lower) {
    const int row = kWarps * (lane / 4 + 8 * lower);
    char* const first = to + row * row_bytes;
    if (!kWhole && warp + row >= there.rows) continue;
#pragma unroll
    for (int block = 0; block < kCount / 4; block += 4) {
      const int key = ScoreKey(block, lane % 4);
      if (!kWhole && key >= there.keys) continue;
      const uint4 scores = make_uint4(RoundPair<Element>(sums, block, lower, plan.scale),
                                      RoundPair<Element>(sums, block + 1, lower, plan.scale),
                                      RoundPair<Element>(sums, block + 2, lower, plan.scale),
                                      RoundPair<Element>(sums, block + 3, lower, plan.scale));
      if (kWhole || plan.seq_len % 8 == 0) {
        __stcs(reinterpret_cast<uint4*>(first + 2 * key), scores);
      } else {
        StoreElements(first + 2 * key, scores, there.keys - key);
      }
    }
  }
}

template <typename Element, int kCount>
__device__ __forceinline__ void StoreTile(const LinesPlan& plan, const float (&sums)[kCount],
                                          const Extent& there, int warp, int lane, char* to) {
  const bool whole = plan.seq_len % 8 == 0 && there.rows >= kTileRows && there.keys >= 2 * kCount;
  if (whole) {
    StoreRows<Element, true>(plan, sums, there, warp, lane, to);
  } else {
    StoreRows<Element, false>(plan, sums, there, warp, lane, to);
  }
}

}  // namespace attnwatch::hopper::lines
