// SPDX-License-Identifier: Apache-2.0
//
// Plays the Hopper kernel's way of every element through on the CPU: what the copy engine puts
// where, what wgmma reads there, which thread gets which sum, where it goes. The models of the
// engine, of wgmma's operands and of its sums are written from their documentation.
#include "kernels/attention_score/flat/hopper_geometry.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace attnwatch::hopper {
namespace {

// A tensor of small integers: sums are exact.
struct Rows {
  int64_t count;
  int head_dim;
  std::vector<int> values;

  Rows(int64_t count, int head_dim, unsigned seed) : count(count), head_dim(head_dim) {
    for (int64_t i = 0; i < count * head_dim; ++i) {
      seed = seed * 1664525u + 1013904223u;
      values.push_back(static_cast<int>(seed >> 28) - 7);
    }
  }
};

constexpr int kPoison = 1000000;

// Shared memory, one int for each two bytes.
using Memory = std::vector<int>;

// The same rows as the copy engine reads them: `width` elements each, zeros at the end.
Rows Aligned(const Rows& rows) {
  Rows aligned((rows.count + 7) / 8 * 8, (rows.head_dim + 7) / 8 * 8, 0);
  for (int64_t row = 0; row < aligned.count; ++row) {
    for (int k = 0; k < aligned.head_dim; ++k) {
      const bool inside = row < rows.count && k < rows.head_dim;
      aligned.values[row * aligned.head_dim + k] =
          inside ? rows.values[row * rows.head_dim + k] : 0;
    }
  }
  return aligned;
}

// The engine's copy of 128 rows from `first_row` on, 64 elements from `k` on: a box of 8 residues
// by 16 lines by 64 elements of the map [row % 8][row / 8][element], its chunks swizzled by the
// address; zeros beyond the extents.
void LoadSlot(const Rows& rows, int64_t first_row, int k, uint32_t slot, Memory* memory) {
  ASSERT_EQ(rows.head_dim % 8, 0);
  ASSERT_EQ(first_row % kResidues, 0);
  ASSERT_EQ(k % 8, 0);
  uint32_t address = slot;
  for (int residue = 0; residue < kResidues; ++residue) {
    for (int64_t line = first_row / kResidues; line < first_row / kResidues + kBoxRows; ++line) {
      for (int x = k; x < k + kDepth; ++x, address += 2) {
        const bool inside = line < rows.count / kResidues && x < rows.head_dim;
        const int64_t place = (kResidues * line + residue) * rows.head_dim + x;
        const uint32_t swizzled = address ^ ((address >> 7 & 7) << 4);
        (*memory)[swizzled / 2] = inside ? rows.values[place] : 0;
      }
    }
  }
}

// Element (row, k) of a matrix that wgmma reads through a descriptor.
int OperandElement(const Memory& memory, uint64_t descriptor, int row, int k) {
  EXPECT_EQ(descriptor >> 62, 1u) << "128-byte swizzle";
  const auto start = static_cast<uint32_t>((descriptor & 0x3fff) << 4);
  const auto eight_rows = static_cast<uint32_t>((descriptor >> 32 & 0x3fff) << 4);
  const uint32_t address = start + row / 8 * eight_rows + row % 8 * 128 + k * 2;
  return memory[(address ^ ((address >> 7 & 7) << 4)) / 2];
}

// sums[warp][lane][index] of one block of 64 queries.
using Sums = std::vector<std::vector<std::vector<int>>>;

Sums Multiply(const Memory& memory, uint32_t queries, uint32_t keys, int depths, int last_steps) {
  Sums sums(4, std::vector<std::vector<int>>(32, std::vector<int>(64, 0)));
  for (int depth = 0; depth < depths; ++depth) {
    for (int step = 0; step < (depth + 1 < depths ? kDepth / kStep : last_steps); ++step) {
      const uint64_t a = MatrixDescriptor(queries + depth * kSlotBytes) + step * kDescriptorStep;
      const uint64_t b = MatrixDescriptor(keys + depth * kSlotBytes) + step * kDescriptorStep;
      for (int warp = 0; warp < 4; ++warp) {
        for (int lane = 0; lane < 32; ++lane) {
          for (int index = 0; index < 64; ++index) {
            // PTX ISA, "Register Fragments and Shared Memory Matrix Layouts", D of m64nNk16.
            const int row = 16 * warp + lane / 4 + 8 * (index % 4 / 2);
            const int column = 8 * (index / 4) + 2 * (lane % 4) + index % 2;
            EXPECT_EQ(SumRow(warp, lane, index), row);
            EXPECT_EQ(SumColumn(lane, index), column);
            for (int k = 0; k < kStep; ++k) {
              sums[warp][lane][index] +=
                  OperandElement(memory, a, row, k) * OperandElement(memory, b, column, k);
            }
          }
        }
      }
    }
  }
  return sums;
}

// What a warp's box holds when its threads have put their chunks there, and what the engine then
// stores: line j, element i of the box to row 8 (a + j) + residue, column + i.
void StoreBox(const Sums& sums, int warp, int block, int column, std::vector<int>* tile) {
  Memory box(kBoxBytes / 2, kPoison);
  for (int lane = 0; lane < 32; ++lane) {
    for (int i = 0; i < 4; ++i) {
      const ScoreChunk chunk = {block, column, i / 2, i % 2};
      const uint32_t offset = Swizzle(static_cast<uint32_t>(ChunkBoxRow(chunk, lane) * kLineBytes +
                                                            ChunkBoxColumn(chunk, lane) * 2));
      EXPECT_EQ(offset % 16, 0u);
      for (int e = 0; e < 8; ++e) {
        EXPECT_EQ(box[offset / 2 + e], kPoison) << "written twice";
        box[offset / 2 + e] = sums[warp][lane][ChunkSum(chunk, e)];
      }
    }
  }
  for (int j = 0; j < kBoxRows; ++j) {
    for (int i = 0; i < kStoreColumns; ++i) {
      const auto address = static_cast<uint32_t>(j * 128 + i * 2);
      const int row = kResidues * j + WarpResidue(block, warp);
      (*tile)[row * kTile + column * kStoreColumns + i] =
          box[(address ^ ((address >> 7 & 7) << 4)) / 2];
    }
  }
}

// The tile of scores of queries from `row` on and keys from `column` on, the kernel's way.
std::vector<int> ComputeTile(const Rows& query, const Rows& key, int64_t row, int64_t column) {
  const int depths = (query.head_dim + kDepth - 1) / kDepth;
  const int last_steps = (query.head_dim - (depths - 1) * kDepth + kStep - 1) / kStep;
  Memory memory(2 * depths * kSlotBytes / 2, kPoison);
  const uint32_t keys = depths * kSlotBytes;
  for (int depth = 0; depth < depths; ++depth) {
    LoadSlot(query, row, depth * kDepth, depth * kSlotBytes, &memory);
    LoadSlot(key, column, depth * kDepth, keys + depth * kSlotBytes, &memory);
  }
  std::vector<int> tile(kTile * kTile, kPoison);
  for (int block = 0; block < 2; ++block) {
    const Sums sums = Multiply(memory, block * kSlotBytes / 2, keys, depths, last_steps);
    for (int warp = 0; warp < 4; ++warp) {
      for (int part = 0; part < 2; ++part) StoreBox(sums, warp, block, part, &tile);
    }
  }
  return tile;
}

int Expected(const Rows& query, const Rows& key, int64_t row, int64_t column) {
  if (row >= query.count || column >= key.count) return 0;
  int sum = 0;
  for (int k = 0; k < query.head_dim; ++k) {
    sum += query.values[row * query.head_dim + k] * key.values[column * key.head_dim + k];
  }
  return sum;
}

void TestTile(int64_t row_count, int head_dim, int64_t row, int64_t column) {
  SCOPED_TRACE(testing::Message() << "rows " << row_count << " head_dim " << head_dim << " at "
                                  << row << ", " << column);
  const Rows query(row_count, head_dim, 1);
  const Rows key(row_count, head_dim, 2);
  const std::vector<int> tile = ComputeTile(Aligned(query), Aligned(key), row, column);
  for (int i = 0; i < kTile; ++i) {
    for (int j = 0; j < kTile; ++j) {
      ASSERT_EQ(tile[i * kTile + j], Expected(query, key, row + i, column + j)) << i << ", " << j;
    }
  }
}

// Every remainder modulo 16 of head_dim, with one slot and with two.
TEST(HopperGeometry, ComputesATileForEveryHeadDim) {
  for (const int head_dim : {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 80, 127, 129}) {
    TestTile(256, head_dim, 128, 0);
  }
}

TEST(HopperGeometry, ComputesATileThatEndsEarly) {
  for (const int64_t row_count : {8, 9, 17, 63, 127, 200}) {
    for (const int head_dim : {13, 64, 77}) TestTile(row_count, head_dim, 0, 0);
  }
}

TEST(HopperGeometry, StoredRowsAreAPermutation) {
  std::set<int> rows;
  for (int stored = 0; stored < kTile; ++stored) rows.insert(TileRow(stored));
  EXPECT_EQ(rows.size(), static_cast<size_t>(kTile));
  EXPECT_EQ(*rows.rbegin(), kTile - 1);
}

// A warp stores 512 bytes at once: eight threads at a time should meet all 32 banks.
TEST(HopperGeometry, ChunksOfEightThreadsLieInDifferentBanks) {
  for (int i = 0; i < 4; ++i) {
    const ScoreChunk chunk = {0, 0, i / 2, i % 2};
    for (int first = 0; first < 32; first += 8) {
      std::set<uint32_t> places;
      for (int lane = first; lane < first + 8; ++lane) {
        places.insert(
            Swizzle(ChunkBoxRow(chunk, lane) * kLineBytes + ChunkBoxColumn(chunk, lane) * 2) % 128);
      }
      EXPECT_EQ(places.size(), 8u);
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper
