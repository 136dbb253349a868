// SPDX-License-Identifier: Apache-2.0
//
// What the Hopper kernels have in common of where operands of wgmma lie, and how much room there is
// for them: pure functions, shared by the kernels and by their tests on the CPU.
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define ATTNWATCH_GEOMETRY constexpr __host__ __device__ __forceinline__
#else
#define ATTNWATCH_GEOMETRY constexpr
#endif

namespace attnwatch::hopper {

inline constexpr int kStep = 16;                    // elements of head_dim in one instruction
inline constexpr int kDepth = 64;                   // of a panel
inline constexpr int kLineBytes = 2 * kDepth;       // of one row of a panel
inline constexpr int kSharedBytesMax = 227 * 1024;  // of a block; compute capability 9.0

// The copy engine and wgmma swap 16-byte chunks within 128 bytes by the number of the line modulo
// 8, which spreads a column over all banks. `offset` is from an address that is a multiple of 1024.
ATTNWATCH_GEOMETRY uint32_t Swizzle(uint32_t offset) { return offset ^ ((offset >> 3) & 0x70); }

// wgmma's description of a matrix in shared memory: its address, the bytes from eight rows to the
// next eight, chunks swizzled over rows of 128 bytes or of 64. (The other distance is not used with
// that swizzle.)
ATTNWATCH_GEOMETRY uint64_t MatrixDescriptor(uint32_t address, int line_bytes = kLineBytes) {
  constexpr uint64_t kUnused = uint64_t{1} << 16;
  const uint64_t swizzle = uint64_t{line_bytes == kLineBytes ? 1u : 2u} << 62;
  const uint64_t eight_rows = static_cast<uint64_t>(8 * line_bytes >> 4) << 32;
  return swizzle | eight_rows | kUnused | ((address & 0x3ffff) >> 4);
}
// One step further along head_dim: 32 bytes, within the swizzled line.
inline constexpr uint64_t kDescriptorStep = (2 * kStep) >> 4;

// What of a word belongs to its row, of whose elements `left` are left from that word on.
ATTNWATCH_GEOMETRY uint32_t WordMask(int left) {
  return left >= 2 ? 0xffffffffu : left == 1 ? 0xffffu : 0u;
}

// A warp has 16 rows of a tile's scores. A thread's pair is two neighbouring sums of wgmma's, of
// the row lane / 4 or, `lower`, of the row 8 below, in a block of 8 columns.
ATTNWATCH_GEOMETRY int PairSum(int block, int lower) { return 4 * block + 2 * lower; }

// Where a key lies among those that wgmma multiplies by: such that the eight scores that a lane
// gets of four blocks of eight rows, two of each, are of eight keys in a row, 16 bytes.
inline constexpr int kKeyGroup = 32;  // keys that change places among themselves
ATTNWATCH_GEOMETRY int KeyRow(int key) {
  return key / kKeyGroup * kKeyGroup + key % 8 / 2 * 8 + key % kKeyGroup / 8 * 2 + key % 2;
}
// The first of the eight keys whose scores a lane has in its four blocks of eight from block
// `block` on.
ATTNWATCH_GEOMETRY int ScoreKey(int block, int column) { return 8 * block + 8 * column; }

}  // namespace attnwatch::hopper
