// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace attnwatch::hopper {
namespace {

AttentionScoreProblem Problem(int64_t matrices, int64_t seq_len, int64_t head_dim) {
  return {1, matrices, seq_len, head_dim, Dtype::kFloat16, Layout::kTn};
}

HopperVariant Variant(int cluster_size) {
  HopperVariant variant;
  variant.cluster_size = cluster_size;
  variant.feed = Feed::kRing;
  variant.store_slots = 2;
  return variant;
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
  for (const int64_t units : {1, 2, 3, 131, 132, 133, 200, 6144}) {
    for (const int tiles : {1, 2, 3, 16}) {
      for (const int workers : {1, 2, 66, 132}) {
        SCOPED_TRACE(testing::Message() << units << " " << tiles << " " << workers);
        const int64_t most = ExpectCovered({units, tiles, workers});
        EXPECT_LE(most, (units * tiles + workers - 1) / workers);
      }
    }
  }
}

TEST(HopperPlan, FitsIntoSharedMemoryForEveryHeadDim) {
  for (int64_t head_dim = 1; head_dim <= kMaxHeadDim; ++head_dim) {
    for (const int cluster_size : {1, 2}) {
      const HopperPlan plan =
          PlanHopper(Problem(4, 2048, head_dim), 132, Variant(cluster_size));
      EXPECT_LE(SharedBytes(plan), kSharedBytesMax);
      EXPECT_LE(plan.query_slots, kMaxQuerySlots);
      EXPECT_LE(plan.key_slots, kMaxKeySlots);
      EXPECT_GE(plan.key_slots, 2) << "keys must arrive ahead of their use";
      EXPECT_EQ(plan.query_slots % plan.depths, 0);
      EXPECT_TRUE(plan.store_slots == 2 || plan.store_slots == 4);
      EXPECT_EQ(plan.steps, (head_dim + kStep - 1) / kStep);
    }
  }
}

TEST(HopperPlan, CountsUnitsOfTheFigure) {
  const HopperPlan one = PlanHopper(Problem(384, 2048, 341), 132, Variant(1));
  EXPECT_EQ(one.schedule.unit_count, 384 * 16);
  EXPECT_EQ(one.schedule.tile_count, 8);
  EXPECT_EQ(one.schedule.worker_count, 132);
  const HopperPlan two = PlanHopper(Problem(384, 2048, 341), 66, Variant(2));
  EXPECT_EQ(two.schedule.unit_count, 384 * 8);
  EXPECT_EQ(two.schedule.worker_count, 66);
}

TEST(HopperPlan, CopiesStoresOnlyWhereRowsAreAligned) {
  EXPECT_TRUE(PlanHopper(Problem(1, 2048, 8), 132, Variant(1)).copies_stores);
  EXPECT_FALSE(PlanHopper(Problem(1, 2047, 8), 132, Variant(1)).copies_stores);
}

// While the workers are at some matrices, those of their next units have a place of their own.
TEST(HopperPlan, RingHoldsTwoRoundsOfUnits) {
  for (const int64_t seq_len : {8, 136, 2048}) {
    for (const int workers : {1, 66, 132}) {
      const HopperPlan plan = PlanHopper(Problem(5000, seq_len, 65), workers, Variant(1));
      const int64_t between = (2 * int64_t{workers} - 1) / plan.units_per_matrix + 1;
      EXPECT_GE(plan.packing.ring, between) << seq_len << " " << workers;
    }
  }
  EXPECT_EQ(PlanHopper(Problem(3, 2048, 65), 132, Variant(1)).packing.ring, 3);
}

}  // namespace
}  // namespace attnwatch::hopper
