// SPDX-License-Identifier: Apache-2.0
//
// How eight lanes take a row from shared memory where it lies as in a tensor, beginning at any
// element: each a chunk of eight elements of each panel of 64.
//
//   PackRow<kPanels>(row, head_dim, lane % 8, [&](int panel, const uint4& chunk) { ... });
#pragma once

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/shared_words.cuh"

namespace attnwatch::hopper {

// Eight elements, and the one behind, in words that begin with the first or one element before.
struct ChunkWords {
  uint32_t words[5];
};

__device__ __forceinline__ ChunkWords LoadChunkWords(uint32_t from) {
  ChunkWords chunk;
#pragma unroll
  for (int i = 0; i < 5; ++i) chunk.words[i] = LoadSharedWord(from + 4 * i);
  return chunk;
}

// `left`: elements of the row from the chunk's first on, where it may end in the chunk: zeros then.
template <bool kInner>
__device__ __forceinline__ uint4 ShiftChunk(const ChunkWords& chunk, bool shifted, int left) {
  const unsigned select = shifted ? 0x5432 : 0x3210;
  uint32_t words[4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    words[i] = __byte_perm(chunk.words[i], chunk.words[i + 1], select);
    if (!kInner) words[i] &= WordMask(left - 2 * i);
  }
  return make_uint4(words[0], words[1], words[2], words[3]);
}

// Calls store(panel, chunk) for chunk number `number` of each panel that has a part of it, rows
// being filled up with zeros to a multiple of 16 elements. Reads up to 20 bytes behind the row.
template <int kPanels, typename Store>
__device__ __forceinline__ void PackRow(uint32_t row, int head_dim, int number, Store store) {
  const bool shifted = row % 4 != 0;
  const uint32_t from = row / 4 * 4 + 16 * number;
#pragma unroll
  for (int panel = 0; panel + 1 < kPanels; panel += 2) {
    // Two are read before the first is used: for more there are no registers.
    const bool two = panel + 2 < kPanels;
    const ChunkWords first = LoadChunkWords(from + panel * kLineBytes);
    ChunkWords second = {};
    if (two) second = LoadChunkWords(from + (panel + 1) * kLineBytes);
    store(panel, ShiftChunk<true>(first, shifted, 0));
    if (two) store(panel + 1, ShiftChunk<true>(second, shifted, 0));
  }
  const int left = head_dim - 8 * number - (kPanels - 1) * kDepth;
  if (left > -8 * (number % 2)) {
    ChunkWords last = {};
    if (left > 0) last = LoadChunkWords(from + (kPanels - 1) * kLineBytes);
    store(kPanels - 1, ShiftChunk<false>(last, shifted, left));
  }
}

}  // namespace attnwatch::hopper
