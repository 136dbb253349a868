// SPDX-License-Identifier: Apache-2.0
//
// Where everything lies in the kernel that packs rows in shared memory (repack.h): pure functions,
// shared by the kernel and by its test on the CPU.
//
// A unit is 256 queries of one matrix, which stay in shared memory; a tile is their scores with 128
// keys. Operands lie in panels of 64 elements of head_dim: a row of a panel is a line of 128 bytes,
// swizzled as wgmma reads it.
#pragma once

#include "kernels/attention_score/flat/hopper_geometry.h"

namespace attnwatch::hopper::repack {

inline constexpr int kUnitQueries = 256;
inline constexpr int kTileKeys = 128;
inline constexpr int kTileSums = kTileKeys / 2;  // of a thread, of 64 queries
inline constexpr int kQueryPanelBytes = kUnitQueries * kLineBytes;
inline constexpr int kKeyPanelBytes = kTileKeys * kLineBytes;
inline constexpr int kStoreRows = 8;  // of a warp's scores at a time
inline constexpr int kStoreBytes = kStoreRows * 2 * kTileKeys;

// A warp packs eight rows of a panel in two passes of four lines, eight threads a line. Rows begin
// at multiples of `unit` bytes (2, 4, 8 or 16), which decides how wide the reads can be; the row of
// thread group `sub` is chosen so that the four groups meet different banks. With a unit of 2 every
// other row begins between two words: those are the second pass.
ATTNWATCH_GEOMETRY int RowInEight(int unit, int pass, int sub) {
  return unit == 2 ? 2 * sub + pass : 4 * pass + sub;
}

// Pieces of eight rows of a panel, panel by panel: which eight rows piece `piece` is of. `inverse`
// is PanelsInverse: a division takes too long.
ATTNWATCH_GEOMETRY int PanelsInverse(int panels) { return 65536 / panels + 1; }
ATTNWATCH_GEOMETRY int EightOfPiece(int piece, int inverse) { return piece * inverse >> 16; }

// Where 16-byte chunk `chunk` of row `row` of eight rows of scores lies: the rows of a chunk in
// different banks, and the chunks of a row as well.
ATTNWATCH_GEOMETRY int StoreOffset(int row, int chunk) {
  return row * 2 * kTileKeys + (chunk ^ row) * 16;
}

}  // namespace attnwatch::hopper::repack
