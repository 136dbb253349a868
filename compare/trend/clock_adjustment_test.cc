// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/clock_adjustment.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(ClockAdjustmentTest, TakesTheClockOut) {
  std::vector<ClockedNight> nights;
  for (const double shift : {0.0, 0.01, -0.02}) {
    nights.push_back({-6 - 0.9 * shift, 21.3 + shift, -0.9, 0.05});
  }
  for (const auto& time : AdjustToClock(nights)) EXPECT_NEAR(*time, -6, 1e-12);
}

TEST(ClockAdjustmentTest, StaysRawWithoutClocks) {
  const auto times = AdjustToClock({{-6, {}, {}, 0}, {-5, {}, {}, 0}});
  EXPECT_EQ(times[0], -6);
  EXPECT_EQ(times[1], -5);
}

TEST(ClockAdjustmentTest, ANightThatLacksItsClockIsNotComparable) {
  const auto times = AdjustToClock({{-6, 21.3, -0.9, 0.05}, {-5, {}, {}, 0}});
  EXPECT_TRUE(times[0]);
  EXPECT_FALSE(times[1]);
}

TEST(ClockAdjustmentTest, WeighsNightsByHowSureTheyAre) {
  const auto times = AdjustToClock({{-6, 21, -1.0, 0.02}, {-6, 21, 0.0, 10}, {-6.1, 21.1, {}, 0}});
  EXPECT_NEAR(*times[2], -6, 1e-3);
}

TEST(ClockAdjustmentTest, NoNightsAreNoTimes) { EXPECT_TRUE(AdjustToClock({}).empty()); }

}  // namespace
}  // namespace attnwatch
