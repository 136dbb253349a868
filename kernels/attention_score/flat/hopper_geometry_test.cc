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
  Rows aligned(rows.count, (rows.head_dim + 7) / 8 * 8, 0);
  for (int64_t row = 0; row < rows.count; ++row) {
    for (int k = 0; k < aligned.head_dim; ++k) {
      aligned.values[row * aligned.head_dim + k] =
          k < rows.head_dim ? rows.values[row * rows.head_dim + k] : 0;
    }
  }
  return aligned;
}

// The engine's copy of `count` rows from `first_row` on, 64 elements from `k` on, its chunks
// swizzled by the address; zeros beyond the extents.
void LoadBox(const Rows& rows, int64_t first_row, int count, int k, uint32_t slot,
             Memory* memory) {
  ASSERT_EQ(rows.head_dim % 8, 0);
  ASSERT_EQ(k % 8, 0);
  uint32_t address = slot;
  for (int64_t row = first_row; row < first_row + count; ++row) {
    for (int x = k; x < k + kDepth; ++x, address += 2) {
      const bool inside = row < rows.count && x < rows.head_dim;
      const uint32_t swizzled = address ^ ((address >> 7 & 7) << 4);
      (*memory)[swizzled / 2] = inside ? rows.values[row * rows.head_dim + x] : 0;
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

// sums[warp][lane][index] of a warpgroup.
using Sums = std::vector<std::vector<std::vector<int>>>;

// Adds what one wgmma of `n` keys adds, to the sums from `first` on.
void MultiplyStep(const Memory& memory, uint64_t queries, uint64_t keys, int n, int first,
                  Sums* sums) {
  std::vector<std::vector<int>> a(64, std::vector<int>(kStep));
  std::vector<std::vector<int>> b(n, std::vector<int>(kStep));
  for (int k = 0; k < kStep; ++k) {
    for (int row = 0; row < 64; ++row) a[row][k] = OperandElement(memory, queries, row, k);
    for (int row = 0; row < n; ++row) b[row][k] = OperandElement(memory, keys, row, k);
  }
  for (int warp = 0; warp < 4; ++warp) {
    for (int lane = 0; lane < 32; ++lane) {
      for (int index = 0; index < n / 2; ++index) {
        // PTX ISA, "Register Fragments and Shared Memory Matrix Layouts", D of m64nNk16.
        const int row = 16 * warp + lane / 4 + 8 * (index % 4 / 2);
        const int column = 8 * (index / 4) + 2 * (lane % 4) + index % 2;
        for (int k = 0; k < kStep; ++k) {
          (*sums)[warp][lane][first + index] += a[row][k] * b[column][k];
        }
      }
    }
  }
}

// A warpgroup's tile: queries and keys in slots one after the other.
Sums Multiply(const Memory& memory, int blocks, uint32_t queries, uint32_t keys, int head_dim) {
  Sums sums(4, std::vector<std::vector<int>>(32, std::vector<int>(kSums, 0)));
  for (int k = 0; k < head_dim; k += kStep) {
    const uint64_t step = k % kDepth / kStep * kDescriptorStep;
    const uint32_t slot = k / kDepth * kLineBytes;
    const uint64_t b = MatrixDescriptor(keys + slot * TileKeys(blocks)) + step;
    for (int block = 0; block < blocks; ++block) {
      const uint64_t a = MatrixDescriptor(queries + slot * TileQueries(blocks) +
                                          block * kBlockQueries * kLineBytes);
      MultiplyStep(memory, a + step, b, TileKeys(blocks), kSums / 2 * block, &sums);
    }
  }
  return sums;
}

// stmatrix .x4 as PTX has it: thread i holds the place of row i % 8 of matrix i / 8, and of each
// matrix the elements 2 (i % 4) and 2 (i % 4) + 1 of row i / 4.
void StoreMatrices(const Sums& sums, int warp, int column, int block, Memory* box) {
  for (int matrix = 0; matrix < 4; ++matrix) {
    for (int lane = 0; lane < 32; ++lane) {
      const uint32_t row = MatrixRowOffset(block, 8 * matrix + lane / 4);
      EXPECT_EQ(row % 16, 0u);
      const int sum = PairSum(8 * column + block + matrix / 2, matrix % 2);
      for (int e = 0; e < 2; ++e) {
        int& place = (*box)[row / 2 + 2 * (lane % 4) + e];
        EXPECT_EQ(place, kPoison) << "written twice";
        place = sums[warp][lane][sum + e];
      }
    }
  }
}

struct Tile {
  int blocks;
  std::vector<int> scores;

  explicit Tile(int blocks)
      : blocks(blocks), scores(TileQueries(blocks) * TileKeys(blocks), kPoison) {}
  int& At(int row, int column) { return scores[row * TileKeys(blocks) + column]; }
};

// What a warp's box holds, and what is then stored: 16 rows by 64 columns of the tile.
void StoreBox(const Sums& sums, int group, int warp, int index, Tile* tile) {
  Memory box(kBoxBytes / 2, kPoison);
  for (int block = 0; block < 8; block += 2) StoreMatrices(sums, warp, index, block, &box);
  const int row = (group * tile->blocks + BoxBlock(tile->blocks, index)) * kBlockQueries;
  for (int j = 0; j < kBoxRows; ++j) {
    for (int i = 0; i < kBoxColumns; ++i) {
      const auto address = static_cast<uint32_t>(j * 128 + i * 2);
      tile->At(row + warp * kBoxRows + j, BoxColumn(tile->blocks, index) + i) =
          box[(address ^ ((address >> 7 & 7) << 4)) / 2];
    }
  }
}

// The tile of scores of queries from `row` on and keys from `column` on, the kernel's way.
Tile ComputeTile(const Rows& query, const Rows& key, int64_t row, int64_t column, int blocks) {
  const int depths = (query.head_dim + kDepth - 1) / kDepth;
  const uint32_t query_slot = TileQueries(blocks) * kLineBytes;
  const uint32_t key_slot = TileKeys(blocks) * kLineBytes;
  const uint32_t keys = depths * query_slot;
  Memory memory(depths * (query_slot + key_slot) / 2, kPoison);
  for (int depth = 0; depth < depths; ++depth) {
    const int k = depth * kDepth;
    LoadBox(query, row, TileQueries(blocks), k, depth * query_slot, &memory);
    LoadBox(key, column, TileKeys(blocks), k, keys + depth * key_slot, &memory);
  }
  Tile tile(blocks);
  for (int group = 0; group < kConsumers; ++group) {
    const uint32_t queries = group * blocks * kBlockQueries * kLineBytes;
    const Sums sums = Multiply(memory, blocks, queries, keys, query.head_dim);
    for (int warp = 0; warp < 4; ++warp) {
      for (int box = 0; box < kBoxes; ++box) StoreBox(sums, group, warp, box, &tile);
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
  for (const int blocks : {1, 2}) {
    Tile tile = ComputeTile(Aligned(query), Aligned(key), row, column, blocks);
    for (int i = 0; i < TileQueries(blocks); ++i) {
      for (int j = 0; j < TileKeys(blocks); ++j) {
        ASSERT_EQ(tile.At(i, j), Expected(query, key, row + i, column + j))
            << blocks << " blocks, " << i << ", " << j;
      }
    }
  }
}

// Every remainder modulo 16 of head_dim, with one slot and with two.
TEST(HopperGeometry, ComputesATileForEveryHeadDim) {
  for (const int head_dim : {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 80, 127, 129}) {
    TestTile(512, head_dim, 128, 256);
  }
}

TEST(HopperGeometry, ComputesATileThatEndsEarly) {
  for (const int64_t row_count : {8, 9, 17, 63, 127, 200}) {
    for (const int head_dim : {13, 64, 77}) TestTile(row_count, head_dim, 0, 0);
  }
}

// The eight rows of a matrix, which are stored at once, should meet all 32 banks.
TEST(HopperGeometry, RowsOfAMatrixLieInDifferentBanks) {
  for (int block = 0; block < 8; block += 2) {
    for (int matrix = 0; matrix < 4; ++matrix) {
      std::set<uint32_t> places;
      for (int i = 0; i < 8; ++i) places.insert(MatrixRowOffset(block, 8 * matrix + i) % 128);
      EXPECT_EQ(places.size(), 8u);
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper
