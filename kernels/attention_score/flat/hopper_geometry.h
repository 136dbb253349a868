// SPDX-License-Identifier: Apache-2.0
//
// Where everything lies in the Hopper kernel: pure functions, shared by the kernel, by the code
// that makes its tensor maps and by the test that plays all of it through on the CPU.
//
// A tile is 128 queries by 256 keys; each of two warpgroups has 64 of the queries. Rows of operands
// are read by the copy engine: 16-byte aligned, because the engine takes neither rows nor
// coordinates that are not. What has an odd head_dim is packed into such rows first (packing.h).
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define ATTNWATCH_GEOMETRY constexpr __host__ __device__ __forceinline__
#else
#define ATTNWATCH_GEOMETRY constexpr
#endif

namespace attnwatch::hopper {

inline constexpr int kConsumers = 2;     // warpgroups that multiply
inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr int kDepth = 64;         // elements of head_dim in a slot
inline constexpr int kStep = 16;          // of head_dim in one instruction
inline constexpr int kLineBytes = 2 * kDepth;  // of one row in shared memory
inline constexpr int kSums = 128;              // of a thread
inline constexpr int kBoxRows = 16;            // of the scores that a warp stages: one block's
inline constexpr int kBoxColumns = 64;         // of them
inline constexpr int kBoxes = 4;               // of a warp in a tile
inline constexpr int kBoxBytes = 2 * kBoxRows * kBoxColumns;

// The shape of a tile: a warpgroup has one block of 64 queries and 256 keys, or two and 128 keys.
ATTNWATCH_GEOMETRY int TileQueries(int blocks) { return kConsumers * blocks * kBlockQueries; }
ATTNWATCH_GEOMETRY int TileKeys(int blocks) { return 256 / blocks; }

// The copy engine and wgmma swap 16-byte chunks within 128 bytes by the number of the line modulo
// 8, which spreads a column over all banks. `offset` is from an address that is a multiple of 1024.
ATTNWATCH_GEOMETRY uint32_t Swizzle(uint32_t offset) { return offset ^ ((offset >> 3) & 0x70); }

// wgmma's description of a matrix in shared memory: its address, 1024 bytes from eight rows to the
// next eight, chunks swizzled over 128 bytes. (The other distance is not used with that swizzle.)
ATTNWATCH_GEOMETRY uint64_t MatrixDescriptor(uint32_t address, int depth = kDepth) {
  constexpr uint64_t kUnused = uint64_t{1} << 16;
  const uint64_t swizzle = uint64_t{depth == kDepth ? 1u : 2u} << 62;
  const uint64_t eight_rows = static_cast<uint64_t>(8 * 2 * depth >> 4) << 32;
  return swizzle | eight_rows | kUnused | ((address & 0x3ffff) >> 4);
}
// One step further along head_dim: 32 bytes, within the swizzled 128.
inline constexpr uint64_t kDescriptorStep = (2 * kStep) >> 4;

// A warp has 16 rows of each of its warpgroup's blocks, in four boxes of 64 columns: next to each
// other, or two for each block. Block of the warpgroup, and column of the tile, of a box:
ATTNWATCH_GEOMETRY int BoxBlock(int blocks, int box) { return box * blocks / kBoxes; }
ATTNWATCH_GEOMETRY int BoxColumn(int blocks, int box) {
  return box % (kBoxes / blocks) * kBoxColumns;
}

// A thread's pair is two neighbouring sums of wgmma's, of the
// row lane / 4 or, `lower`, of the row 8 below, in a group of 8 columns.
ATTNWATCH_GEOMETRY int PairSum(int block, int lower) { return 4 * block + 2 * lower; }

// stmatrix stores four matrices of 8 rows by 16 bytes: here two blocks of columns, the upper and the
// lower rows of each. Where in a box the thread's row of them lies; `block` counts within the box.
ATTNWATCH_GEOMETRY uint32_t MatrixRowOffset(int block, int lane) {
  return Swizzle(static_cast<uint32_t>(lane % 16 * kLineBytes + (block + lane / 16) * 16));
}

}  // namespace attnwatch::hopper
