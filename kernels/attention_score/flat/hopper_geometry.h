// SPDX-License-Identifier: Apache-2.0
//
// Where everything lies in the Hopper kernel: pure functions, shared by the kernel, by the code
// that makes its tensor maps and by the test that plays all of it through on the CPU.
//
// Rows of operands are read by the copy engine: 16-byte aligned, because the engine takes neither
// rows nor coordinates that are not. What has an odd head_dim is packed into such rows first
// (packing.h). A copy brings 128 rows by 64 elements, ordered by residue, the number of the row
// modulo 8: row 8 a + r of a tile is the stored row 16 r + a. For queries that only permutes the
// rows of the scores. For keys it permutes the columns, and so that one thread holds 8 neighbouring
// scores in the registers of 8 residues: 16 bytes to store, without any shuffle.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define ATTNWATCH_GEOMETRY constexpr __host__ __device__ __forceinline__
#else
#define ATTNWATCH_GEOMETRY constexpr
#endif

namespace attnwatch::hopper {

inline constexpr int kTile = 128;                   // queries and keys of a tile of scores
inline constexpr int kDepth = 64;                   // elements of head_dim in a slot: 128 bytes
inline constexpr int kStep = 16;                    // elements of head_dim in one instruction
inline constexpr int kResidues = 8;                 // scores in 16 bytes
inline constexpr int kBoxRows = kTile / kResidues;  // rows of one residue in a tile
inline constexpr int kLineBytes = 2 * kDepth;       // of one row in shared memory
inline constexpr int kBoxBytes = kBoxRows * kLineBytes;
inline constexpr int kSlotBytes = kTile * kLineBytes;  // one slot: 128 rows by 64 elements
inline constexpr int kStoreColumns = 64;               // of the scores that one copy stores

// The copy engine and wgmma swap 16-byte chunks within 128 bytes by the number of the line modulo
// 8, which spreads a column over all banks. `offset` is from an address that is a multiple of 1024.
ATTNWATCH_GEOMETRY uint32_t Swizzle(uint32_t offset) { return offset ^ ((offset >> 3) & 0x70); }

// The row of the tile that is stored as row `stored`.
ATTNWATCH_GEOMETRY int TileRow(int stored) {
  return kResidues * (stored % kBoxRows) + stored / kBoxRows;
}

// wgmma's description of a matrix in shared memory: its address, 1024 bytes from eight rows to the
// next eight, chunks swizzled over 128 bytes. (The other distance is not used with that swizzle.)
ATTNWATCH_GEOMETRY uint64_t MatrixDescriptor(uint32_t address) {
  constexpr uint64_t kEightRows = uint64_t{1024 >> 4} << 32;
  constexpr uint64_t kUnused = uint64_t{1} << 16;
  constexpr uint64_t kSwizzle128 = uint64_t{1} << 62;
  return kSwizzle128 | kEightRows | kUnused | ((address & 0x3ffff) >> 4);
}
// One step further along head_dim: 32 bytes, within the swizzled 128.
inline constexpr uint64_t kDescriptorStep = (2 * kStep) >> 4;

// wgmma m64n128 leaves sum `index` (of 64) of a thread at this row and column. `warp` and `lane`
// count within the warpgroup and the warp.
ATTNWATCH_GEOMETRY int SumRow(int warp, int lane, int index) {
  return 16 * warp + lane / 4 + 8 * (index / 2 % 2);
}
ATTNWATCH_GEOMETRY int SumColumn(int lane, int index) {
  return 8 * (index / 4) + 2 * (lane % 4) + index % 2;
}

// A warp's scores leave in boxes of 16 rows, all of one residue, by 64 columns. A thread's chunk is
// 8 neighbouring columns of one row; of a box it has four, (lower, odd) in {0, 1} x {0, 1}.
struct ScoreChunk {
  int block;   // 64 queries each: 0, 1
  int column;  // 64 columns each: 0, 1
  int lower;   // whether it is in the lower eight rows of the box
  int odd;     // which of the thread's two neighbouring chunks
};

// The sum that holds element `i` (of 8) of the chunk.
ATTNWATCH_GEOMETRY int ChunkSum(const ScoreChunk& chunk, int i) {
  return (2 * i + chunk.column) * 4 + 2 * chunk.lower + chunk.odd;
}
// Row of the box and first column of the box.
ATTNWATCH_GEOMETRY int ChunkBoxRow(const ScoreChunk& chunk, int lane) {
  return lane / 4 + 8 * chunk.lower;
}
ATTNWATCH_GEOMETRY int ChunkBoxColumn(const ScoreChunk& chunk, int lane) {
  return 8 * (2 * (lane % 4) + chunk.odd);
}
// Residue of the rows that a warp of a warpgroup holds.
ATTNWATCH_GEOMETRY int WarpResidue(int block, int warp) { return 4 * block + warp; }

}  // namespace attnwatch::hopper
