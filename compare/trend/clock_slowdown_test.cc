// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/clock_slowdown.h"

#include <gtest/gtest.h>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

// 120 nights; from the 90th on the clock of the case alone costs it `clock`, and its times at equal
// clocks are slower by `time`.
TrendSeries MakeSeries(double clock, double time = 0, size_t until = 120) {
  TrendSeries series;
  for (size_t night = 0; night < 120; ++night) {
    const bool is_after = night >= 90 && night < until;
    const double chance = 0.003 * NormalHash(1, night, 0);
    const double own = 0.001 * NormalHash(1, night, 1) + (is_after ? clock : 0);
    series.points.push_back({night, 0, -6 + chance + (is_after ? time : 0), -14, own});
  }
  return series;
}

std::vector<TrendAlarm> Find(const TrendSeries& series) {
  return FindTrend(series, TrendPolicy{}).alarms;
}

TEST(ClockSlowdownTest, TheMachineIsTheMedianOfItsCases) {
  EXPECT_EQ(MachineClockShift({0, -0.04, 0, 0.01, 0}), 0);
  EXPECT_EQ(MachineClockShift({-0.08, -0.08, -0.08, -0.08, -0.08, -0.12}), -0.08);
  EXPECT_FALSE(MachineClockShift({-0.08, -0.08, -0.08, -0.08}));
}

TEST(ClockSlowdownTest, ACaseThatLowersItsOwnClockIsToldSo) {
  const auto alarms = Find(MakeSeries(0.04));
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].kind, TrendKind::kSlower);
  EXPECT_EQ(alarms[0].cause, TrendCause::kClock);
  EXPECT_LE(alarms[0].raised, 92u);
  EXPECT_EQ(alarms[0].last_good, 89u);
  EXPECT_NEAR(alarms[0].log_ratio, 0.04, 0.005);
  EXPECT_FALSE(alarms[0].ended);
}

TEST(ClockSlowdownTest, OneNightAndAFasterClockAreNoAlarm) {
  EXPECT_TRUE(Find(MakeSeries(0.08, 0, 91)).empty());
  EXPECT_TRUE(Find(MakeSeries(-0.04)).empty());
}

TEST(ClockSlowdownTest, WhatIsSlowerAtEqualClocksIsToldOnce) {
  const auto alarms = Find(MakeSeries(0.02, 0.03));
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].cause, TrendCause::kTime);
}

TEST(ClockSlowdownTest, ItEndsWithTheClock) {
  const auto alarms = Find(MakeSeries(0.04, 0, 100));
  ASSERT_EQ(alarms.size(), 1u);
  ASSERT_TRUE(alarms[0].ended);
  EXPECT_GE(*alarms[0].ended, 100u);
}

TEST(ClockSlowdownTest, AcceptingEndsIt) {
  TrendSeries series = MakeSeries(0.04);
  series.accepted = {100};
  const auto alarms = Find(series);
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].ended, 100u);
}

}  // namespace
}  // namespace attnwatch
