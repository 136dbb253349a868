// SPDX-License-Identifier: Apache-2.0
//
// PackedChunk: 16 bytes of a packed row (packing.h), put together from the rows as they are given.
// The same code runs on the host, where it is tested.
#pragma once

#include "kernels/attention_score/chunk.h"

namespace attnwatch::hopper {

// One tensor as it is given: [matrix][seq_len][head_dim], two bytes an element.
struct RawRows {
  const void* data;
  int64_t bytes;
  int seq_len;
  int head_dim;
};

ATTNWATCH_CHUNK_FUNCTION int64_t RawOffset(const RawRows& raw, int64_t matrix, int row) {
  return (matrix * raw.seq_len + row) * raw.head_dim * 2;
}

// Whether `rows` rows from `first` on can be packed with reads past their end.
ATTNWATCH_CHUNK_FUNCTION bool FarFromEnd(const RawRows& raw, int64_t matrix, int first, int rows) {
  return RawOffset(raw, matrix, first + rows) + 32 <= raw.bytes;
}

// For what is read once: it should not drive the ring out of the cache.
ATTNWATCH_CHUNK_FUNCTION Chunk ReadOnce(const Chunk* from) {
#ifdef __CUDA_ARCH__
  const uint4 words = __ldcs(reinterpret_cast<const uint4*>(from));
  return {{words.x, words.y, words.z, words.w}};
#else
  return *from;
#endif
}

// Elements [8 chunk, 8 chunk + 8) of a row; zeros after the row's end and where there is no such
// row. With `far` two reads without a branch, so that many can be under way.
ATTNWATCH_CHUNK_FUNCTION Chunk PackedChunk(const RawRows& raw, int64_t matrix, int row, int chunk,
                                           bool far) {
  if (row >= raw.seq_len) return {{0, 0, 0, 0}};
  const int64_t offset = RawOffset(raw, matrix, row) + 16 * chunk;
  const int left = 2 * raw.head_dim - 16 * chunk;
  const int wanted = left < 16 ? left : 16;
  if (!far) return LoadChunk(raw.data, raw.bytes, offset, wanted);
  const int shift = static_cast<int>(offset & 15);
  const auto* const aligned =
      reinterpret_cast<const Chunk*>(static_cast<const char*>(raw.data) + (offset - shift));
  return KeepBytes(ShiftChunks(ReadOnce(aligned), ReadOnce(aligned + 1), shift), wanted);
}

}  // namespace attnwatch::hopper
