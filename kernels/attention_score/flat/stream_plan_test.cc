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
    const int64_t steps = (plan.panels - 1) * (kDepth / kStep) + plan.last_steps;
    EXPECT_EQ(steps, (head_dim + kStep - 1) / kStep);
  }
  EXPECT_EQ(suited, 3 * 64 / 8);
}

TEST(StreamPlan, LeavesTheRestToOthers) {
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 192)));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 8, 256)));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 320)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 128)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 196))) << "not aligned";
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 328)));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2047, 136)));
  EXPECT_TRUE(StreamUnsuited(Problem(int64_t{1} << 20, 2048, 136))) << "too many rows";
}

// The units of a matrix have all of its queries, and the tiles of a unit all of its keys.
TEST(StreamPlan, CoversEveryMatrix) {
  for (const int64_t seq_len : {8, 40, 128, 136, 384, 1096, 2048}) {
    for (const int64_t head_dim : {136, 160, 256, 272, 320}) {
      SCOPED_TRACE(testing::Message() << seq_len << " " << head_dim);
      const StreamPlan plan = PlanStream(Problem(3, seq_len, head_dim), 132);
      EXPECT_GE(plan.units_per_matrix * UnitQueries(plan), seq_len);
      EXPECT_GE(plan.schedule.tile_count * kTileKeys, seq_len);
      EXPECT_EQ(plan.schedule.unit_count, 3 * plan.units_per_matrix);
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper::stream
