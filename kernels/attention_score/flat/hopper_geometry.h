// SPDX-License-Identifier: Apache-2.0
//
// Where everything lies in the Hopper kernel: pure functions, shared by the kernel, by the code
// that makes its tensor maps and by the test that plays all of it through on the CPU.
//
// A tile is 128 queries by 256 keys; each of two warpgroups has 64 of the queries. Rows of operands
// are read by the copy engine: 16-byte aligned, because the engine takes neither rows nor
// coordinates that are not. What has an odd head_dim is packed into such rows first (packing.h).
//
// Keys are stored by residue, the number of the row modulo 8: key 8 a + r of a tile is the stored
// row 32 r + a. That permutes the columns of the scores, and so that one thread holds 8
// neighbouring ones in the registers of 8 residues: 16 bytes to store, without any shuffle.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define ATTNWATCH_GEOMETRY constexpr __host__ __device__ __forceinline__
#else
#define ATTNWATCH_GEOMETRY constexpr
#endif

namespace attnwatch::hopper {

inline constexpr int kConsumers = 2;                         // warpgroups that multiply
inline constexpr int kGroupQueries = 64;                     // of each
inline constexpr int kQueries = kConsumers * kGroupQueries;  // of a tile
inline constexpr int kKeys = 256;                            // of a tile
inline constexpr int kDepth = 64;                            // elements of head_dim in a slot
inline constexpr int kStep = 16;                             // of head_dim in one instruction
inline constexpr int kResidues = 8;                          // scores in 16 bytes
inline constexpr int kKeyLines = kKeys / kResidues;          // keys of one residue in a tile
inline constexpr int kLineBytes = 2 * kDepth;                // of one row in shared memory
inline constexpr int kQuerySlotBytes = kQueries * kLineBytes;
inline constexpr int kKeySlotBytes = kKeys * kLineBytes;
inline constexpr int kBoxRows = 16;     // of the scores that one copy stores: what a warp has
inline constexpr int kBoxColumns = 64;  // of them
inline constexpr int kBoxes = kKeys / kBoxColumns;
inline constexpr int kBoxBytes = 2 * kBoxRows * kBoxColumns;

// The copy engine and wgmma swap 16-byte chunks within 128 bytes by the number of the line modulo
// 8, which spreads a column over all banks. `offset` is from an address that is a multiple of 1024.
ATTNWATCH_GEOMETRY uint32_t Swizzle(uint32_t offset) { return offset ^ ((offset >> 3) & 0x70); }

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

// A thread's chunk is 8 neighbouring scores of one row. Of each of its warp's boxes it has four,
// (lower, odd) in {0, 1} x {0, 1}.
struct ScoreChunk {
  int box;    // 64 columns each
  int lower;  // whether it is in the lower eight rows of the box
  int odd;    // which of the thread's two neighbouring chunks
};

// The sum of the thread, of wgmma m64n256's 128, that holds element `i` (of 8) of the chunk.
ATTNWATCH_GEOMETRY int ChunkSum(const ScoreChunk& chunk, int i) {
  return (kKeyLines / 8 * i + chunk.box) * 4 + 2 * chunk.lower + chunk.odd;
}
// Row of the box and first column of the box.
ATTNWATCH_GEOMETRY int ChunkBoxRow(const ScoreChunk& chunk, int lane) {
  return lane / 4 + 8 * chunk.lower;
}
ATTNWATCH_GEOMETRY int ChunkBoxColumn(const ScoreChunk& chunk, int lane) {
  return 8 * (2 * (lane % 4) + chunk.odd);
}

}  // namespace attnwatch::hopper
