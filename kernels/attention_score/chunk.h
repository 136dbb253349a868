// SPDX-License-Identifier: Apache-2.0
//
// Chunk: 16 bytes from any even place of a tensor, put together from aligned 16-byte reads. What an
// odd head_dim needs: its rows start anywhere, and reads of single elements are eight times as
// many.
//
//   LoadChunk(key, key_bytes, /*offset=*/row * row_bytes + 16 * i, /*wanted=*/16);
//
// The same code runs on the host, where it is tested.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define ATTNWATCH_CHUNK_FUNCTION __host__ __device__ __forceinline__
#else
#define ATTNWATCH_CHUNK_FUNCTION inline
#endif

namespace attnwatch {

struct alignas(16) Chunk {
  uint32_t words[4];  // little endian, like the memory
};

// The aligned 16 bytes at `offset`, a multiple of 16. What lies behind the tensor is not read.
ATTNWATCH_CHUNK_FUNCTION Chunk LoadAlignedChunk(const void* tensor, int64_t tensor_bytes,
                                                int64_t offset) {
  const char* const bytes = static_cast<const char*>(tensor) + offset;
  if (offset + 16 <= tensor_bytes) return *reinterpret_cast<const Chunk*>(bytes);
  Chunk chunk = {{0, 0, 0, 0}};
  for (int i = 0; i < 8; ++i) {
    if (offset + 2 * i + 2 > tensor_bytes) break;
    const uint32_t half = reinterpret_cast<const uint16_t*>(bytes)[i];
    chunk.words[i / 2] |= half << (16 * (i % 2));
  }
  return chunk;
}

// 16 of the 32 bytes `low`, `high` from byte `shift` on: even, below 16. By halving, because a
// register cannot be indexed.
ATTNWATCH_CHUNK_FUNCTION Chunk ShiftChunks(const Chunk& low, const Chunk& high, int shift) {
  uint32_t w[8] = {low.words[0],  low.words[1],  low.words[2],  low.words[3],
                   high.words[0], high.words[1], high.words[2], high.words[3]};
  for (int i = 0; i < 6; ++i) w[i] = (shift & 8) != 0 ? w[i + 2] : w[i];
  for (int i = 0; i < 5; ++i) w[i] = (shift & 4) != 0 ? w[i + 1] : w[i];
  for (int i = 0; i < 4; ++i) w[i] = (shift & 2) != 0 ? (w[i] >> 16) | (w[i + 1] << 16) : w[i];
  return {{w[0], w[1], w[2], w[3]}};
}

// The first `wanted` bytes of `chunk`, and zeros.
ATTNWATCH_CHUNK_FUNCTION Chunk KeepBytes(Chunk chunk, int wanted) {
  for (int i = 0; i < 4; ++i) {
    const int left = wanted - 4 * i;
    chunk.words[i] = left >= 4 ? chunk.words[i] : left == 2 ? chunk.words[i] & 0xffffu : 0u;
  }
  return chunk;
}

// The bytes [offset, offset + 16) of a 16-byte aligned tensor, of which those after the first
// `wanted` are zero. All numbers are even; offset + wanted must lie in the tensor.
ATTNWATCH_CHUNK_FUNCTION Chunk LoadChunk(const void* tensor, int64_t tensor_bytes, int64_t offset,
                                         int wanted) {
  if (wanted <= 0) return {{0, 0, 0, 0}};
  const int shift = static_cast<int>(offset & 15);
  const Chunk low = LoadAlignedChunk(tensor, tensor_bytes, offset - shift);
  if (shift == 0) return KeepBytes(low, wanted);
  const bool both = shift + wanted > 16;
  const Chunk high = both ? LoadAlignedChunk(tensor, tensor_bytes, offset - shift + 16) : low;
  return KeepBytes(ShiftChunks(low, high, shift), wanted);
}

}  // namespace attnwatch
