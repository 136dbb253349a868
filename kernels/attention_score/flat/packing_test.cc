// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/packing.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "kernels/attention_score/flat/packed_chunk.h"

namespace attnwatch::hopper {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

TEST(Packing, LeavesAlignedRowsWhereTheyAre) {
  const Packing packing = PlanPacking(Problem(12, 72, 64), Feed::kRing, 4, 8);
  EXPECT_EQ(packing.feed, Feed::kDirect);
  EXPECT_EQ(packing.ring, 12);
  EXPECT_EQ(FirstRow(packing, 11), 11 * 72);
  EXPECT_EQ(packing.width, 64);
}

TEST(Packing, RoundsRowsUpToEight) {
  for (const int head_dim : {65, 70, 71}) {
    const Packing packing = PlanPacking(Problem(12, 73, head_dim), Feed::kPacked, 4, 8);
    EXPECT_EQ(packing.feed, Feed::kPacked);
    EXPECT_EQ(packing.matrix_rows, 73);
    EXPECT_EQ(packing.width, 72);
    EXPECT_EQ(packing.ring, 12);
    EXPECT_EQ(PackedBytes(packing), 12 * 73 * 72 * 2);
  }
}

TEST(Packing, ReusesThePlacesOfARing) {
  const Packing packing = PlanPacking(Problem(12, 72, 65), Feed::kRing, 5, 8);
  EXPECT_EQ(packing.feed, Feed::kRing);
  EXPECT_EQ(packing.ring, 5);
  EXPECT_EQ(FirstRow(packing, 4), 4 * 72);
  EXPECT_EQ(FirstRow(packing, 7), 2 * 72);
  EXPECT_EQ(PlanPacking(Problem(3, 72, 65), Feed::kRing, 5, 8).ring, 3);
}

// Every element of every packed row, with and without room behind the tensor.
TEST(PackedChunk, HoldsTheRowAndZeros) {
  constexpr int kSeqLen = 131;
  constexpr int kMatrices = 2;
  for (const int head_dim : {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 65, 77}) {
    SCOPED_TRACE(head_dim);
    std::vector<uint16_t> values(kMatrices * kSeqLen * head_dim);
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<uint16_t>(i + 1);
    std::vector<Chunk> memory(values.size() / 8 + 1);  // aligned
    std::memcpy(memory.data(), values.data(), values.size() * 2);
    const RawRows raw = {memory.data(), static_cast<int64_t>(values.size() * 2), kSeqLen, head_dim};
    for (int64_t matrix = 0; matrix < kMatrices; ++matrix) {
      for (int row = 0; row < kSeqLen + 5; ++row) {
        for (int chunk = 0; chunk < (head_dim + 7) / 8; ++chunk) {
          const bool far = FarFromEnd(raw, matrix, row / 128 * 128, 128);
          uint16_t packed[8];
          const Chunk words = PackedChunk(raw, matrix, row, chunk, far);
          std::memcpy(packed, &words, sizeof(packed));
          for (int i = 0; i < 8; ++i) {
            const int k = 8 * chunk + i;
            const bool inside = row < kSeqLen && k < head_dim;
            ASSERT_EQ(packed[i], inside ? values[(matrix * kSeqLen + row) * head_dim + k] : 0)
                << matrix << " " << row << " " << k;
          }
        }
      }
    }
  }
}

TEST(PackedChunk, ReadsPastNoTensor) {
  const RawRows raw = {nullptr, 2 * 256 * 65 * 2, 256, 65};
  EXPECT_TRUE(FarFromEnd(raw, 0, 0, 128));
  EXPECT_TRUE(FarFromEnd(raw, 1, 0, 128));
  EXPECT_FALSE(FarFromEnd(raw, 1, 128, 128));
}

}  // namespace
}  // namespace attnwatch::hopper
