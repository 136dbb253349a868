// SPDX-License-Identifier: Apache-2.0
//
// Where everything lies in the kernel that reads rows line by line (lines.h): pure functions,
// shared by the kernel and by the test that plays all of it through on the CPU.
//
// A block of keys (256, 192 or 128) stays in shared memory, packed as wgmma reads it. Tiles of 128
// queries stream past it. Of 128 rows each of eight warps has every eighth, 16 rows, since rows
// whose numbers are equal modulo 8 begin equally far behind a multiple of 16 bytes: how far a row
// has to be shifted is one number for a warp.
//
// Rows arrive as they lie in memory, in lines: aligned 128 bytes of each of a warp's 16 rows. A
// panel is 64 elements of head_dim; in a row it is in one line and the next. A lane reads 16
// elements in a row of it, its run, where wgmma's documentation has pairs: the order of elements
// along head_dim is free as long as queries and keys have the same.
#pragma once

#include "kernels/attention_score/flat/hopper_geometry.h"

namespace attnwatch::hopper::lines {

inline constexpr int kGroups = 2;                     // warpgroups that multiply
inline constexpr int kWarps = 4 * kGroups;            // their warps
inline constexpr int kWarpRows = 16;                  // of queries or keys that a warp has
inline constexpr int kTileRows = kWarps * kWarpRows;  // of queries, and of keys at a time
inline constexpr int kSteps = kDepth / kStep;         // of a panel
inline constexpr int kHalfSteps = 2;                  // of a last panel of at most 32 elements
inline constexpr int kStageBytes = kWarpRows * kLineBytes;  // one line of each of a warp's rows
inline constexpr int kChunkBytes = 16;
inline constexpr int kRowsOfCopy = 4;  // that one copy of a warp brings: eight lanes a line

// --- lines

// Lines that the rows of this head_dim are in, at most: they begin at multiples of 2 head_dim
// bytes, hence at multiples of what that has in common with a line.
ATTNWATCH_GEOMETRY int LineCount(int head_dim) {
  const int row_bytes = 2 * head_dim;
  const int common = row_bytes & -row_bytes;
  const int last_start = kLineBytes - (common < kLineBytes ? common : kLineBytes);
  return (row_bytes + last_start + kLineBytes - 1) / kLineBytes;
}

// Where a chunk of a row's line lies in a stage. Lanes of two neighbouring rows read together,
// every second chunk each: of rows that are an odd number of chunks apart those are in different
// banks, of others they are made to be.
ATTNWATCH_GEOMETRY int StageOffset(int row, int chunk, int head_dim) {
  const int swap = head_dim % 2 != 0 ? 0 : row % 2;
  return row * kLineBytes + (chunk ^ swap) * kChunkBytes;
}

// --- fragments: what a lane has of 16 rows of a panel, rows lane / 4 and 8 below

inline constexpr int kRunWords = 8;    // two elements each; of half a panel, half as many
inline constexpr int kRunChunks = 3;   // aligned chunks that a shifted run is in
inline constexpr int kHalfChunks = 2;  // and half a run

// Chunk i of a lane's run in a row that begins `start` bytes behind its first line: 8 and more is
// in the line behind the panel's first.
ATTNWATCH_GEOMETRY int RunChunk(int start, int column, int i) {
  return start / kChunkBytes + 2 * column + i;
}
ATTNWATCH_GEOMETRY int HalfRunChunk(int start, int column, int i) {
  return start / kChunkBytes + column + i;
}

// Word i of a run whose aligned chunks are `words`, in rows that begin kShift elements behind a
// multiple of 16 bytes.
template <int kShift>
ATTNWATCH_GEOMETRY uint32_t RunWord(const uint32_t* words, int i) {
  return kShift % 2 == 0 ? words[i + kShift / 2]
                         : words[i + kShift / 2] >> 16 | words[i + kShift / 2 + 1] << 16;
}
// The elements of that word of a run, from the panel's first.
ATTNWATCH_GEOMETRY int RunElement(int steps, int column, int i) {
  return 4 * steps * column + 2 * i;
}

// --- packed keys

// Word i of a lane's run in column `column` of a packed row. Chunks are swizzled as wgmma wants it,
// over 128 bytes or, of half a panel, over 64.
ATTNWATCH_GEOMETRY int PackedOffset(int row, int column, int i) {
  return row * kLineBytes + (i ^ row % 8) * kChunkBytes + 4 * column;
}
ATTNWATCH_GEOMETRY int HalfPackedOffset(int row, int column, int i) {
  return row * kLineBytes / 2 + (i ^ row / 2 % 4) * kChunkBytes + 4 * column;
}

}  // namespace attnwatch::hopper::lines
