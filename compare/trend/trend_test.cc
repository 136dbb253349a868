// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/trend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

constexpr double kDeviation = 0.003;
constexpr size_t kChange = 90;  // the first night that differs

// 160 nights with chance of kDeviation, and what `add` adds to a night.
TrendSeries MakeSeries(const std::function<double(size_t)>& add, uint64_t seed = 1,
                       size_t nights = 160) {
  TrendSeries series;
  for (size_t night = 0; night < nights; ++night) {
    TrendPoint point;
    point.night = night;
    point.log_seconds = -6 + kDeviation * NormalHash(seed, night, 0) + add(night);
    point.log_variance = -14 + 0.3 * NormalHash(seed, night, 1);
    series.points.push_back(point);
  }
  return series;
}

std::function<double(size_t)> Step(double size) {
  return [size](size_t night) { return night >= kChange ? size : 0; };
}

Trend Find(const TrendSeries& series) { return FindTrend(series, TrendPolicy{}); }

size_t Count(const Trend& trend, TrendKind kind) {
  size_t count = 0;
  for (const TrendAlarm& alarm : trend.alarms) count += alarm.kind == kind ? 1 : 0;
  return count;
}

TEST(TrendTest, SameSpeedIsNoAlarm) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_TRUE(Find(MakeSeries(Step(0), seed, 365)).alarms.empty()) << seed;
  }
}

TEST(TrendTest, FindsASlowdownAndWhenItCame) {
  const Trend trend = Find(MakeSeries(Step(0.02)));
  ASSERT_EQ(trend.alarms.size(), 1u);
  const TrendAlarm& alarm = trend.alarms[0];
  EXPECT_EQ(alarm.kind, TrendKind::kSlower);
  EXPECT_LE(alarm.raised, kChange + 3);
  EXPECT_LT(*alarm.last_good, kChange);
  EXPECT_GE(*alarm.last_good + 3, kChange);
  EXPECT_FALSE(alarm.ended);
  EXPECT_NEAR(alarm.log_ratio, 0.02, 0.005);
}

TEST(TrendTest, FindsAnImprovement) {
  const Trend trend = Find(MakeSeries(Step(-0.02)));
  ASSERT_EQ(trend.alarms.size(), 1u);
  EXPECT_EQ(trend.alarms[0].kind, TrendKind::kFaster);
  EXPECT_NEAR(trend.alarms[0].log_ratio, -0.02, 0.005);
}

TEST(TrendTest, ACreepIsNotAbsorbed) {
  const Trend trend = Find(MakeSeries(
      [](size_t night) { return night >= kChange ? 0.003 * double(night - kChange + 1) : 0; }));
  ASSERT_EQ(trend.alarms.size(), 1u);
  EXPECT_EQ(trend.alarms[0].kind, TrendKind::kSlower);
  EXPECT_LE(trend.alarms[0].raised, kChange + 8);
  EXPECT_FALSE(trend.alarms[0].ended);
}

TEST(TrendTest, OneOddNightIsNoAlarm) {
  for (const double size : {0.08, -0.08, 1.0}) {
    const Trend trend = Find(MakeSeries([&](size_t night) { return night == kChange ? size : 0; }));
    EXPECT_TRUE(trend.alarms.empty()) << size;
  }
}

TEST(TrendTest, WhatWentAwayEnds) {
  const Trend trend =
      Find(MakeSeries([](size_t night) { return night >= 90 && night < 100 ? 0.03 : 0; }));
  ASSERT_EQ(Count(trend, TrendKind::kSlower), 1u);
  ASSERT_TRUE(trend.alarms[0].ended);
  EXPECT_GE(*trend.alarms[0].ended, 100u);
}

TEST(TrendTest, NoisierIsNotSlower) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    TrendSeries series = MakeSeries(Step(0), seed);
    for (TrendPoint& point : series.points) {
      if (point.night < kChange) continue;
      point.log_seconds = -6 + 3 * (point.log_seconds + 6);
      point.log_variance += std::log(9);
    }
    const Trend trend = Find(series);
    EXPECT_GE(Count(trend, TrendKind::kNoisier), 1u) << seed;
    EXPECT_EQ(Count(trend, TrendKind::kSlower), 0u) << seed;
  }
}

TEST(TrendTest, TwoStatesAreQuarantinedNotCalled) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const Trend trend = Find(MakeSeries(
        [&](size_t night) { return NormalHash(seed, night, 2) > 0.4 ? 0.04 : 0; }, seed, 365));
    EXPECT_EQ(Count(trend, TrendKind::kSlower), 0u) << seed;
    ASSERT_TRUE(trend.state.two_states) << seed;
    EXPECT_NEAR(trend.state.two_states->gap, 0.04, 0.006);
    EXPECT_GT(trend.state.minimum_detectable_log_ratio, 0.04);
  }
}

TEST(TrendTest, AShiftBeyondTheTwoStatesIsCalled) {
  const Trend trend = Find(MakeSeries([](size_t night) {
    return (NormalHash(3, night, 2) > 0.4 ? 0.02 : 0) + (night >= kChange ? 0.08 : 0);
  }));
  EXPECT_EQ(Count(trend, TrendKind::kSlower), 1u);
}

TEST(TrendTest, ASlowdownIsNotLostInNoiseThatCameWithIt) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    TrendSeries series = MakeSeries(Step(0), seed);
    for (TrendPoint& point : series.points) {
      if (point.night < kChange) continue;
      point.log_seconds = -6 + 3 * (point.log_seconds + 6) + 0.05;
      point.log_variance += std::log(9);
    }
    const Trend trend = Find(series);
    ASSERT_GE(Count(trend, TrendKind::kSlower), 1u) << seed;
    for (const TrendAlarm& alarm : trend.alarms) {
      if (alarm.kind != TrendKind::kSlower) continue;
      EXPECT_LE(alarm.raised, kChange + 8) << seed;
    }
  }
}

TEST(TrendTest, AnotherEnvironmentHasAReferenceOfItsOwn) {
  TrendSeries series = MakeSeries(Step(0.05));
  for (TrendPoint& point : series.points) point.epoch = point.night >= kChange ? 1 : 0;
  const Trend trend = Find(series);
  ASSERT_EQ(trend.alarms.size(), 1u);
  EXPECT_EQ(trend.alarms[0].cause, TrendCause::kEnvironment);
  EXPECT_NEAR(Find(series).state.reference, -5.95, 0.003);
}

TEST(TrendTest, EnvironmentsMayTakeTurns) {
  TrendSeries series = MakeSeries(Step(0), 1, 300);
  for (TrendPoint& point : series.points) {
    point.epoch = point.night % 2;
    if (point.epoch == 1) point.log_seconds += 0.05;
    if (point.epoch == 1 && point.night >= 200) point.log_seconds += 0.02;
  }
  const Trend trend = Find(series);
  ASSERT_EQ(trend.alarms.size(), 1u);
  EXPECT_NEAR(trend.alarms[0].log_ratio, 0.02, 0.005);
}

TEST(TrendTest, AcceptingMovesTheReference) {
  TrendSeries series = MakeSeries(Step(0.02), 1, 200);
  series.accepted = {100};
  const Trend trend = Find(series);
  ASSERT_EQ(trend.alarms.size(), 1u);
  EXPECT_EQ(trend.alarms[0].ended, 100u);
  EXPECT_NEAR(trend.state.reference, -5.98, 0.003);
}

TEST(TrendTest, FewNightsSayNothing) {
  EXPECT_TRUE(Find(TrendSeries{}).alarms.empty());
  const Trend trend = Find(MakeSeries(Step(0), 1, 14));
  EXPECT_TRUE(trend.state.is_learning);
  EXPECT_EQ(trend.state.nights, 14u);
  EXPECT_FALSE(Find(MakeSeries(Step(0), 1, 15)).state.is_learning);
}

TEST(TrendTest, QuantisedTimesAreNotCertain) {
  TrendSeries series = MakeSeries(Step(0));
  for (TrendPoint& point : series.points) point.log_seconds = point.night % 20 == 0 ? 0.0005 : 0;
  EXPECT_TRUE(Find(series).alarms.empty());
}

}  // namespace
}  // namespace attnwatch
