// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <gtest/gtest.h>

namespace attnwatch::hopper::pool {
namespace {

constexpr int kWorkers = 132;

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

TEST(PoolPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  int suited = 0;
  for (int64_t head_dim = 1; head_dim <= 512; ++head_dim) {
    if (PoolUnsuited(Problem(384, 2048, head_dim), kWorkers)) continue;
    SCOPED_TRACE(head_dim);
    ++suited;
    const PoolPlan plan = PlanPool(Problem(384, 2048, head_dim), kWorkers);
    EXPECT_LE(PoolSharedBytes(plan), kSharedBytesMax);
    EXPECT_GE(plan.held.key_slots, plan.held.panels);
    // A tile's place is given back when so many more have been asked for.
    const int more = CeilDivide(plan.held.key_slots + plan.held.panels, plan.held.panels);
    EXPECT_LE(more + kPackerWarps, kRingTiles) << "or packing would wait for what waits for it";
    EXPECT_EQ(plan.held.tile_keys % kKeyGroup, 0) << "keys change places in groups of so many";
    EXPECT_EQ(plan.held.tile_keys % kPieceRows, 0);
    const int64_t most_bytes = 14 + stream::kBlockQueries * 2 * head_dim;
    EXPECT_LE((most_bytes + 15) / 16 * 16, stream::QueryBufferBytes(plan.held));
  }
  const int not_aligned = (384 - 128) / 8 * 7;
  EXPECT_EQ(suited, not_aligned + (296 - 200) / 16);
}

// As the figure has it no multiprocessor is left over: 12 teams of 11 have 32 matrices each.
TEST(PoolPlan, DividesTheFigureEvenly) {
  const PoolPlan plan = PlanPool(Problem(384, 2048, 255), kWorkers);
  EXPECT_EQ(plan.team_blocks, 11);
  EXPECT_EQ(plan.teams, 12);
  EXPECT_EQ(plan.held.schedule.worker_count, kWorkers);
  EXPECT_EQ(plan.tiles, 16);
  Segment segment;
  EXPECT_TRUE(SegmentAt(plan.held.schedule, 384 * 11 - 1, segment));
  EXPECT_EQ(segment.unit, 384 * 11 - 1);
  EXPECT_EQ(segment.begin, 0);
  EXPECT_EQ(segment.end, plan.tiles);
  EXPECT_FALSE(SegmentAt(plan.held.schedule, 384 * 11, segment));
}

TEST(PoolPlan, LeavesAlignedRowsToOthers) {
  for (const int64_t head_dim : {136, 192, 256, 272, 296, 312, 344, 384}) {
    EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, head_dim), kWorkers)) << head_dim;
  }
  for (const int64_t head_dim : {200, 264, 280}) {
    EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, head_dim), kWorkers)) << head_dim;
  }
}

TEST(PoolPlan, LeavesToOthersWhatItWouldNotFillAGpuWith) {
  EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, 255), kWorkers));
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 127), kWorkers)) << "short";
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 385), kWorkers)) << "long";
  EXPECT_TRUE(PoolUnsuited(Problem(10, 2048, 255), kWorkers)) << "two teams too few";
  EXPECT_FALSE(PoolUnsuited(Problem(12, 2048, 255), kWorkers));
  EXPECT_TRUE(PoolUnsuited(Problem(13, 2048, 255), kWorkers)) << "a second round for one";
  EXPECT_TRUE(PoolUnsuited(Problem(8, 192 * 133, 255), kWorkers)) << "no team is large enough";
  EXPECT_TRUE(PoolUnsuited(Problem(131, 17, 255), kWorkers)) << "no multiple of 16 bytes";
}

}  // namespace
}  // namespace attnwatch::hopper::pool
