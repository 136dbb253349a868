// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <gtest/gtest.h>

namespace attnwatch::hopper::stream {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

constexpr HopperGpu kSlow = {132, 3.35e12};  // an H100
constexpr HopperGpu kFast = {132, 4.81e12};  // an H200

void ExpectToFit(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  SCOPED_TRACE(problem.head_dim);
  const StreamPlan plan = PlanStream(problem, gpu);
  EXPECT_LE(StreamSharedBytes(plan), kSharedBytesMax);
  EXPECT_GE(plan.key_slots, 3) << "keys must arrive ahead of their use";
  EXPECT_LE(plan.key_slots, kMaxKeySlots);
  const StreamShape shape = HoldsQueries(plan) ? kHeld : kWide;
  EXPECT_LE(plan.panels, shape.panels);
  EXPECT_GE(plan.panels, shape.least_panels);
  EXPECT_EQ(KeySlotBytes(plan) % 1024, 0) << "the swizzle counts from there";
  const int64_t steps = (plan.panels - 1) * (kDepth / kStep) + plan.last_steps;
  EXPECT_EQ(steps, (problem.head_dim + kStep - 1) / kStep);
}

int CountSuited(const HopperGpu& gpu) {
  int suited = 0;
  for (int64_t head_dim = 1; head_dim <= 512; ++head_dim) {
    const AttentionScoreProblem problem = Problem(384, 2048, head_dim);
    if (StreamUnsuited(problem, gpu)) continue;
    ++suited;
    ExpectToFit(problem, gpu);
  }
  return suited;
}

TEST(StreamPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  constexpr int kLong = (256 - 128) / 8 + (384 - 256) / 16 + (384 - 288) / 16;
  EXPECT_EQ(CountSuited(kSlow), kLong);
  EXPECT_EQ(CountSuited(kFast), kLong + 3) << "96, 112, 128";
}

// A thread has 160 registers (stream_block.cuh), of which some 30 are for neither.
TEST(StreamPlan, HoldsQueriesAndSumsInRegisters) {
  for (int panels = kHeld.least_panels; panels <= kHeld.panels; ++panels) {
    EXPECT_EQ(HeldTileKeys(panels) % kKeyGroup, 0);
    EXPECT_LE(panels * 16 + HeldTileKeys(panels) / 2, 128);
  }
}

TEST(StreamPlan, LeavesTheRestToOthers) {
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 192), kSlow));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 8, 256), kSlow));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 320), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 128), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 196), kSlow)) << "not aligned";
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 384), kSlow));
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2056, 256), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 264), kSlow)) << "faster line by line";
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 280), kSlow)) << "faster line by line";
  EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, 296), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 400), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2056, 320), kSlow)) << "keys are brought 32 at a time";
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2047, 136), kSlow));
  EXPECT_TRUE(StreamUnsuited(Problem(int64_t{1} << 20, 2048, 136), kSlow)) << "too many rows";
}

// What is faster where memory is.
TEST(StreamPlan, HoldsShorterRowsOnFastMemory) {
  for (const int64_t head_dim : {96, 128, 144, 192}) {
    SCOPED_TRACE(head_dim);
    EXPECT_TRUE(HoldsQueries(PlanStream(Problem(4, 2048, head_dim), kFast)));
    EXPECT_FALSE(HoldsQueries(PlanStream(Problem(4, 2048, head_dim), kSlow)));
    EXPECT_FALSE(StreamUnsuited(Problem(4, 2048, head_dim), kFast));
  }
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 80), kFast)) << "short";
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2048, 104), kFast)) << "rows begin between sectors";
  EXPECT_TRUE(StreamUnsuited(Problem(4, 2056, 128), kFast)) << "keys are brought 32 at a time";
  EXPECT_FALSE(HoldsQueries(PlanStream(Problem(4, 2048, 136), kFast)));
}

// The units of a matrix have all of its queries, and the tiles of a unit all of its keys.
TEST(StreamPlan, CoversEveryMatrix) {
  for (const int64_t seq_len : {32, 64, 128, 160, 384, 1088, 2048}) {
    for (const int64_t head_dim : {96, 136, 160, 256, 288, 320, 384}) {
      SCOPED_TRACE(testing::Message() << seq_len << " " << head_dim);
      const StreamPlan plan = PlanStream(Problem(3, seq_len, head_dim), kFast);
      EXPECT_GE(plan.units_per_matrix * UnitQueries(plan), seq_len);
      EXPECT_GE(plan.schedule.tile_count * plan.tile_keys, seq_len);
      EXPECT_EQ(plan.schedule.unit_count, 3 * plan.units_per_matrix);
    }
  }
}

}  // namespace
}  // namespace attnwatch::hopper::stream
