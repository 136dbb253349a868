// SPDX-License-Identifier: Apache-2.0
//
// How a warp packs rows that lie in shared memory as they were given: into 16-byte chunks, with
// zeros after the row's end.
#pragma once

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/flat/repack_geometry.h"

namespace attnwatch::hopper::repack {

// What a thread reads of eight rows of a panel: two chunks.
struct RowReader {
  int row_bytes;
  int panels;
  int panels_inverse;
  int from[2];
  uint4 keep;    // what the row has of the thread's chunks of the last panel
  bool in_last;  // whether anything is read of those
};

// Where rows go: `chunk` is where the thread's two chunks do.
struct PackedPlace {
  char* data;
  int panel_bytes;
  int eight_rows_bytes;
  int chunk[2];
};

template <int kUnit>
__device__ __forceinline__ RowReader MakeRowReader(int head_dim, int panels, int panels_inverse,
                                                   int last_steps, int lane) {
  RowReader reader = {2 * head_dim, panels, panels_inverse, {}, {}, false};
  const int in_line = lane % 8 * 16;
#pragma unroll
  for (int pass = 0; pass < 2; ++pass) {
    reader.from[pass] = RowInEight(kUnit, pass, lane / 8) * reader.row_bytes + in_line;
  }
  reader.in_last = in_line < 2 * kStep * last_steps;
  const int left = reader.row_bytes - (panels - 1) * kLineBytes - in_line;
  const Chunk keep = KeepBytes({{~0u, ~0u, ~0u, ~0u}}, left);
  reader.keep = make_uint4(keep.words[0], keep.words[1], keep.words[2], keep.words[3]);
  return reader;
}

// The chunk at `from`, a multiple of kUnit: where that is 2, of 4 in the first pass and between two
// words in the second.
template <int kUnit, int kPass>
__device__ __forceinline__ uint4 ReadChunk(const char* from) {
  if (kUnit == 16) return *reinterpret_cast<const uint4*>(from);
  if (kUnit == 8) {
    const auto* const pairs = reinterpret_cast<const uint2*>(from);
    const uint2 low = pairs[0];
    const uint2 high = pairs[1];
    return make_uint4(low.x, low.y, high.x, high.y);
  }
  if (kUnit == 4 || kPass == 0) {
    const auto* const words = reinterpret_cast<const uint32_t*>(from);
    return make_uint4(words[0], words[1], words[2], words[3]);
  }
  const auto* const words = reinterpret_cast<const uint32_t*>(from - 2);
  const uint32_t w[5] = {words[0], words[1], words[2], words[3], words[4]};
  return make_uint4(__byte_perm(w[0], w[1], 0x5432), __byte_perm(w[1], w[2], 0x5432),
                    __byte_perm(w[2], w[3], 0x5432), __byte_perm(w[3], w[4], 0x5432));
}

__device__ __forceinline__ uint4 Keep(const uint4& chunk, const uint4& mask) {
  return make_uint4(chunk.x & mask.x, chunk.y & mask.y, chunk.z & mask.z, chunk.w & mask.w);
}

// `rows` rows, a multiple of 8, to `to`; one warp. Eight threads take a line, so that a pass is
// four lines; two passes are eight rows of a panel, and several such pieces are under way at once.
template <int kUnit>
__device__ __forceinline__ void PackGroup(const RowReader& reader, const char* raw, int rows,
                                          const PackedPlace& to) {
  constexpr int kAtOnce = 4;
  const int row_bytes = reader.row_bytes;
  const int panels = reader.panels;
  const int count = rows / 8 * panels;
#pragma unroll 1
  for (int next = 0; next < count; next += kAtOnce) {
    uint4 chunks[2 * kAtOnce];
    int64_t to_piece[kAtOnce];
    bool last[kAtOnce];
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      const int piece = min(next + i, count - 1);
      const int eight = EightOfPiece(piece, reader.panels_inverse);
      const int panel = piece - eight * panels;
      const char* const from = raw + eight * 8 * row_bytes + panel * kLineBytes;
      chunks[2 * i] = ReadChunk<kUnit, 0>(from + reader.from[0]);
      chunks[2 * i + 1] = ReadChunk<kUnit, 1>(from + reader.from[1]);
      to_piece[i] = panel * to.panel_bytes + static_cast<int64_t>(eight) * to.eight_rows_bytes;
      last[i] = panel == panels - 1;
    }
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      if (next + i >= count) break;
      if (last[i]) {
        if (!reader.in_last) continue;
        chunks[2 * i] = Keep(chunks[2 * i], reader.keep);
        chunks[2 * i + 1] = Keep(chunks[2 * i + 1], reader.keep);
      }
      *reinterpret_cast<uint4*>(to.data + to_piece[i] + to.chunk[0]) = chunks[2 * i];
      *reinterpret_cast<uint4*>(to.data + to_piece[i] + to.chunk[1]) = chunks[2 * i + 1];
    }
  }
}

}  // namespace attnwatch::hopper::repack
