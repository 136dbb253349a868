// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <gtest/gtest.h>

namespace attnwatch::hopper::pool {
namespace {

constexpr HopperGpu kSlow = {132, 3.35e12};  // an H100
constexpr HopperGpu kFast = {132, 4.81e12};  // an H200

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

void ExpectToFit(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  SCOPED_TRACE(problem.head_dim);
  const PoolPlan plan = PlanPool(problem, gpu);
  EXPECT_LE(PoolSharedBytes(plan), kSharedBytesMax);
  EXPECT_GE(plan.held.key_slots, plan.held.panels);
  // A tile's place is given back when so many more have been asked for.
  const int more = CeilDivide(plan.held.key_slots + plan.held.panels, plan.held.panels);
  EXPECT_LE(more + kPackerWarps, kRingTiles) << "or packing would wait for what waits for it";
  EXPECT_EQ(plan.held.tile_keys % kKeyGroup, 0) << "keys change places in groups of so many";
  EXPECT_EQ(plan.held.tile_keys % kPieceRows, 0);
  const int64_t most_bytes = 14 + stream::kBlockQueries * 2 * problem.head_dim;
  EXPECT_LE((most_bytes + 15) / 16 * 16, stream::QueryBufferBytes(plan.held));
}

int CountSuited(const HopperGpu& gpu) {
  int suited = 0;
  for (int64_t head_dim = 1; head_dim <= 512; ++head_dim) {
    const AttentionScoreProblem problem = Problem(384, 2048, head_dim);
    if (PoolUnsuited(problem, gpu)) continue;
    ++suited;
    ExpectToFit(problem, gpu);
  }
  return suited;
}

TEST(PoolPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  EXPECT_EQ(CountSuited(kSlow), (384 - 128) / 8 * 7 + (296 - 200) / 16);
  EXPECT_EQ(CountSuited(kFast), (384 - 64) / 8 * 7 + (296 - 88) / 16);
}

// As the figure has it no multiprocessor is left over: 12 teams of 11 have 32 matrices each.
TEST(PoolPlan, DividesTheFigureEvenly) {
  const PoolPlan plan = PlanPool(Problem(384, 2048, 255), kSlow);
  EXPECT_EQ(TeamBlocks(plan), 11);
  EXPECT_EQ(plan.teams, 12);
  EXPECT_EQ(plan.held.schedule.worker_count, 132);
  EXPECT_EQ(plan.held.schedule.tile_count, 16);
  Segment segment;
  EXPECT_TRUE(SegmentAt(plan.held.schedule, 384 * 11 - 1, segment));
  EXPECT_EQ(segment.unit, 384 * 11 - 1);
  EXPECT_EQ(segment.begin, 0);
  EXPECT_EQ(segment.end, plan.held.schedule.tile_count);
  EXPECT_FALSE(SegmentAt(plan.held.schedule, 384 * 11, segment));
}

TEST(PoolPlan, LeavesAlignedRowsToOthers) {
  for (const int64_t head_dim : {136, 192, 256, 272, 296, 312, 344, 384}) {
    EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, head_dim), kSlow)) << head_dim;
  }
  for (const int64_t head_dim : {200, 264, 280}) {
    EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, head_dim), kSlow)) << head_dim;
  }
  for (const int64_t head_dim : {72, 96, 128, 192, 296}) {
    EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, head_dim), kFast)) << head_dim;
  }
  for (const int64_t head_dim : {88, 136, 184, 280}) {
    EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, head_dim), kFast)) << head_dim;
  }
}

TEST(PoolPlan, LeavesToOthersWhatItWouldNotFillAGpuWith) {
  EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, 255), kSlow));
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 127), kSlow)) << "short";
  EXPECT_FALSE(PoolUnsuited(Problem(384, 2048, 127), kFast));
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 63), kFast)) << "short";
  EXPECT_TRUE(PoolUnsuited(Problem(384, 2048, 385), kSlow)) << "long";
  EXPECT_TRUE(PoolUnsuited(Problem(10, 2048, 255), kSlow)) << "two teams too few";
  EXPECT_FALSE(PoolUnsuited(Problem(12, 2048, 255), kSlow));
  EXPECT_TRUE(PoolUnsuited(Problem(13, 2048, 255), kSlow)) << "a second round for one";
  EXPECT_TRUE(PoolUnsuited(Problem(8, 192 * 133, 255), kSlow)) << "no team is large enough";
  EXPECT_TRUE(PoolUnsuited(Problem(131, 17, 255), kSlow)) << "no multiple of 16 bytes";
}

}  // namespace
}  // namespace attnwatch::hopper::pool
