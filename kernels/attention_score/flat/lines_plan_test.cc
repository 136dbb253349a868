// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/lines_plan.h"

#include <gtest/gtest.h>

namespace attnwatch::hopper::lines {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

constexpr int kMaxHeadDim = 704;

TEST(LinesPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  for (int64_t head_dim = 1; head_dim <= kMaxHeadDim; ++head_dim) {
    SCOPED_TRACE(head_dim);
    ASSERT_EQ(LinesUnsuited(Problem(4, 2048, head_dim)), std::nullopt);
    const LinesPlan plan = PlanLines(Problem(4, 2048, head_dim), 132);
    EXPECT_LE(SharedBytes(plan), kSharedBytesMax);
    EXPECT_GE(plan.stages, head_dim <= 512 ? 4 : 3) << "two lines are read, more are on their way";
    EXPECT_LE(plan.stages, kMaxStages);
    EXPECT_EQ(PanelBytes(plan) % 1024, 0) << "the swizzle counts from there";
    EXPECT_EQ(KeyBytes(plan) % 1024, 0) << "and so it does in the second block";
    EXPECT_EQ((plan.panels - 1) * kDepth + plan.last_elements, head_dim);
    EXPECT_LE(plan.last_elements, plan.last_steps * kStep);
    EXPECT_GE(plan.lines, plan.panels);
    EXPECT_LE(plan.lines, plan.panels + 1);
  }
}

TEST(LinesPlan, HasTwoBlocksOfKeysWhereTheyFit) {
  EXPECT_EQ(PlanLines(Problem(4, 2048, 128), 132).key_buffers, 2);
  EXPECT_EQ(PlanLines(Problem(4, 2048, 160), 132).key_buffers, 2);
  EXPECT_EQ(PlanLines(Problem(4, 2048, 161), 132).key_buffers, 1);
}

TEST(LinesPlan, TakesTheLargestBlockThatLeavesRoomForLines) {
  EXPECT_EQ(PlanLines(Problem(4, 2048, 64), 132).block_keys, 256);
  EXPECT_EQ(PlanLines(Problem(4, 2048, 320), 132).block_keys, 256);
  EXPECT_EQ(PlanLines(Problem(4, 2048, 321), 132).block_keys, 192);
  EXPECT_EQ(PlanLines(Problem(4, 2048, 512), 132).block_keys, 128);
}

TEST(LinesPlan, CoversEveryLength) {
  for (const int64_t seq_len : {8, 40, 128, 136, 256, 264, 2047, 2048, 4096}) {
    for (const int64_t head_dim : {16, 256, 341, 512}) {
      SCOPED_TRACE(testing::Message() << seq_len << " " << head_dim);
      const LinesPlan plan = PlanLines(Problem(8, seq_len, head_dim), 132);
      EXPECT_GE(plan.blocks_per_matrix * plan.block_keys, seq_len);
      EXPECT_LT((plan.blocks_per_matrix - 1) * plan.block_keys, seq_len);
      EXPECT_GE(plan.schedule.tile_count * kTileRows, seq_len);
      EXPECT_EQ(plan.schedule.unit_count, 8 * plan.blocks_per_matrix);
    }
  }
}

TEST(LinesPlan, SaysWhatItCannotTake) {
  EXPECT_NE(LinesUnsuited(Problem(1, 2048, kMaxHeadDim + 1)), std::nullopt);
  EXPECT_NE(LinesUnsuited(Problem(1, 2048, int64_t{1} << 30)), std::nullopt);
  EXPECT_NE(LinesUnsuited(Problem(3, 17, 65)), std::nullopt) << "not a multiple of 16 bytes";
  EXPECT_EQ(LinesUnsuited(Problem(8, 17, 65)), std::nullopt);
  EXPECT_NE(LinesUnsuited(Problem(int64_t{1} << 31, 1, 8)), std::nullopt) << "too many units";
}

}  // namespace
}  // namespace attnwatch::hopper::lines
