// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/lines_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace attnwatch::hopper::lines {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

// Every tile of every unit is computed once; returns the largest number a worker has.
int64_t ExpectCovered(const Schedule& schedule) {
  std::vector<int> computed(schedule.unit_count * schedule.tile_count, 0);
  int64_t most = 0;
  for (int worker = 0; worker < schedule.worker_count; ++worker) {
    Cursor cursor;
    Segment segment;
    int64_t tiles = 0;
    while (NextSegment(schedule, worker, cursor, segment)) {
      EXPECT_LT(segment.begin, segment.end);
      EXPECT_LE(segment.end, schedule.tile_count);
      for (int tile = segment.begin; tile < segment.end; ++tile) {
        ++computed.at(segment.unit * schedule.tile_count + tile);
      }
      tiles += segment.end - segment.begin;
    }
    most = std::max(most, tiles);
  }
  EXPECT_EQ(std::count(computed.begin(), computed.end(), 1), static_cast<int64_t>(computed.size()));
  return most;
}

TEST(HopperSchedule, ComputesEveryTileOnceAndDividesThemEvenly) {
  for (const int units : {1, 2, 3, 131, 132, 133, 200, 6144}) {
    for (const int tiles : {1, 2, 3, 16}) {
      for (const int workers : {1, 2, 66, 132}) {
        SCOPED_TRACE(testing::Message() << units << " " << tiles << " " << workers);
        const int64_t most = ExpectCovered({units, tiles, workers});
        EXPECT_LE(most, (units * tiles + workers - 1) / workers);
      }
    }
  }
}

// What is counted on the way does not fit into 32 bits.
TEST(HopperSchedule, DividesVeryLongUnitsEvenly) {
  const Schedule schedule = {133, 1 << 23, 132};
  int64_t tiles = 0;
  for (int worker = 0; worker < schedule.worker_count; ++worker) {
    Cursor cursor;
    Segment segment;
    while (NextSegment(schedule, worker, cursor, segment)) tiles += segment.end - segment.begin;
  }
  EXPECT_EQ(tiles, int64_t{133} << 23);
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
