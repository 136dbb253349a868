// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <gtest/gtest.h>

namespace attnwatch::hopper::stream {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

TEST(StreamPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  int suited = 0;
  for (int64_t head_dim = 1; head_dim <= 512; ++head_dim) {
    if (StreamUnsuited(Problem(384, 2048, head_dim))) continue;
    SCOPED_TRACE(head_dim);
    ++suited;
    const StreamPlan plan = PlanStream(Problem(384, 2048, head_dim), 132);
    EXPECT_LE(StreamSharedBytes(plan), kSharedBytesMax);
    EXPECT_GE(plan.key_slots, 3) << "keys must arrive ahead of their use";
    EXPECT_LE(plan.key_slots, kMaxKeySlots);
    EXPECT_LE(plan.panels, plan.groups == kWide.groups ? kWide.panels : kDeep.panels);
    // Queries as they are given fit where they are packed.
    EXPECT_LE(kBlockQueries * 2 * head_dim, plan.panels * kBlockPanelBytes);
    EXPECT_EQ(plan.packs, head_dim % 8 != 0);
    EXPECT_EQ(plan.key_row_bytes % 16, 0);
    EXPECT_GE(plan.key_row_bytes, 2 * head_dim);
    const int64_t steps = (plan.panels - 1) * (kDepth / kStep) + plan.last_steps;
    EXPECT_EQ(steps, (head_dim + kStep - 1) / kStep);
  }
  EXPECT_EQ(suited, 4 * 64 - 8);
}

TEST(StreamPlan, LeavesTheRestToOthers) {
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 192)));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 8, 255)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 128)));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 320)));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 383)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 328)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 385)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2047, 131)));
}

// The units of a matrix have all of its tiles, and their shares all of its keys.
TEST(StreamPlan, CoversEveryMatrix) {
  for (const int64_t seq_len : {8, 40, 128, 136, 384, 1096, 2048}) {
    for (const int64_t head_dim : {129, 160, 255, 272, 341}) {
      SCOPED_TRACE(testing::Message() << seq_len << " " << head_dim);
      const StreamPlan plan = PlanStream(Problem(3, seq_len, head_dim), 132);
      EXPECT_EQ(plan.units_per_matrix % plan.key_parts, 0);
      EXPECT_GE(plan.units_per_matrix / plan.key_parts * UnitQueries(plan), seq_len);
      EXPECT_GE(plan.schedule.tile_count * plan.key_parts * kTileKeys, seq_len);
      EXPECT_GE(plan.share_rows * plan.units_per_matrix, seq_len);
      EXPECT_EQ(plan.share_rows % 8, 0);
      EXPECT_EQ(plan.schedule.unit_count, 3 * plan.units_per_matrix);
    }
  }
}

// What all workers are at together fits, and the next matrices as well.
TEST(StreamPlan, TheRingIsAheadOfTheWorkers) {
  for (const int64_t head_dim : {129, 191, 255, 341}) {
    const StreamPlan plan = PlanStream(Problem(384, 2048, head_dim), 132);
    EXPECT_TRUE(plan.packs);
    EXPECT_GT(plan.ring * plan.units_per_matrix, 132 + 2 * plan.units_per_matrix);
  }
  EXPECT_EQ(PlanStream(Problem(5, 2048, 129), 132).ring, 5);
  EXPECT_FALSE(PlanStream(Problem(5, 2048, 192), 132).packs);
  EXPECT_EQ(PackedKeyBytes(PlanStream(Problem(5, 2048, 192), 132)), 0);
  EXPECT_EQ(PackedKeyBytes(PlanStream(Problem(5, 2048, 129), 132)), 5 * 2048 * 384);
}

}  // namespace
}  // namespace attnwatch::hopper::stream
