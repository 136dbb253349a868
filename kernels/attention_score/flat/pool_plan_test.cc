// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

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
    EXPECT_GE(plan.held.key_slots, plan.held.panels) << "a tile is finished when the next one is";
    EXPECT_GE(plan.pitch, head_dim);
    EXPECT_EQ(plan.pitch % kStep, 0);
    EXPECT_EQ(plan.held.tile_keys % kKeyGroup, 0) << "keys change places in groups of so many";
    EXPECT_EQ(plan.held.tile_keys % kPieceRows, 0);
  }
  EXPECT_EQ(suited, (352 - 224) / 8 * 7) << "all from 225 on that are not aligned";
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

// Of a unit's queries all pieces have been packed when they are needed, even if no tile's turn
// packs more than its share.
TEST(PoolPlan, SharesOutAllQueries) {
  for (const int64_t seq_len : {17, 192, 384, 1000, 2048, 4096}) {
    const PoolPlan plan = PlanPool(Problem(384, seq_len, 321), kWorkers);
    const int turns = plan.tiles / kPackerWarps;
    EXPECT_GE(std::max(1, turns) * plan.query_pieces * kPackerWarps, kQueryPieces) << seq_len;
  }
}

TEST(PoolPlan, LeavesToOthersWhatItWouldNotFillAGpuWith) {
  EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, 255), kWorkers));
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 256), kWorkers)) << "aligned";
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 223), kWorkers)) << "short";
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 353), kWorkers)) << "long";
  EXPECT_TRUE(PoolUnsuited(Problem(10, 2048, 255), kWorkers)) << "two teams too few";
  EXPECT_FALSE(PoolUnsuited(Problem(12, 2048, 255), kWorkers));
  EXPECT_TRUE(PoolUnsuited(Problem(13, 2048, 255), kWorkers)) << "a second round for one";
  EXPECT_TRUE(PoolUnsuited(Problem(8, 192 * 133, 255), kWorkers)) << "no team is large enough";
  EXPECT_TRUE(PoolUnsuited(Problem(131, 17, 255), kWorkers)) << "no multiple of 16 bytes";
}

}  // namespace
}  // namespace attnwatch::hopper::pool
