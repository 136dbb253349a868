// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/environment_step.h"

#include <gtest/gtest.h>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

constexpr double kDeviation = 0.003;

// `nights` of one environment, at -6 + `level`.
void Append(size_t nights, size_t epoch, double level, TrendSeries* series, uint64_t seed = 1) {
  for (size_t i = 0; i < nights; ++i) {
    const size_t night = series->points.size();
    const double chance = kDeviation * NormalHash(seed, night, 0);
    series->points.push_back({night, epoch, -6 + level + chance, -14});
  }
}

TrendSeries TwoEnvironments(double step, size_t before = 40, size_t after = 40, uint64_t seed = 1) {
  TrendSeries series;
  Append(before, 0, 0, &series, seed);
  Append(after, 1, step, &series, seed);
  return series;
}

std::vector<TrendAlarm> Find(const TrendSeries& series) {
  return FindEnvironmentSteps(series, TrendPolicy{});
}

TEST(EnvironmentStepTest, AStepIsToldWithTheFifthNight) {
  const auto alarms = Find(TwoEnvironments(0.02));
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].kind, TrendKind::kSlower);
  EXPECT_EQ(alarms[0].cause, TrendCause::kEnvironment);
  EXPECT_EQ(alarms[0].raised, 44u);
  EXPECT_EQ(alarms[0].last_good, 39u);
  EXPECT_EQ(alarms[0].changed, 40u);
  EXPECT_FALSE(alarms[0].ended);
  EXPECT_NEAR(alarms[0].log_ratio, 0.02, 0.004);
  EXPECT_TRUE(Find(TwoEnvironments(0.02, 40, 4)).empty());
}

TEST(EnvironmentStepTest, FasterIsToldToo) {
  const auto alarms = Find(TwoEnvironments(-0.02));
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].kind, TrendKind::kFaster);
}

TEST(EnvironmentStepTest, SmallOnesTakeMoreNights) {
  size_t found = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    for (const TrendAlarm& alarm : Find(TwoEnvironments(0.01, 40, 40, seed))) {
      found += alarm.raised <= 59 ? 1 : 0;
    }
  }
  EXPECT_GE(found, 24u);
}

TEST(EnvironmentStepTest, WhatBuildsDifferByIsNoStep) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    EXPECT_TRUE(Find(TwoEnvironments(0.003, 40, 40, seed)).empty()) << seed;
  }
}

TEST(EnvironmentStepTest, BoardsDifferByMore) {
  TrendSeries series = TwoEnvironments(0.012);
  EXPECT_EQ(Find(series).size(), 1u);
  series.epochs = {{0, {{}, 0, "a"}}, {1, {{}, 0, "b"}}};
  EXPECT_TRUE(Find(series).empty());
  series = TwoEnvironments(0.03);
  series.epochs = {{0, {{}, 0, "a"}}, {1, {{}, 0, "b"}}};
  EXPECT_EQ(Find(series).size(), 1u);
}

TEST(EnvironmentStepTest, ComparesAtEqualClocks) {
  // 3 % slower as measured, since the clock is 3 % lower.
  TrendSeries series = TwoEnvironments(0.03);
  series.epochs = {{0, {21.30, -1.0, ""}}, {1, {21.27, -1.0, ""}}};
  EXPECT_TRUE(Find(series).empty());
  series.epochs[1].log_clock = 21.30;
  EXPECT_EQ(Find(series).size(), 1u);
  series.epochs[1].log_clock.reset();
  EXPECT_TRUE(Find(series).empty());
}

TEST(EnvironmentStepTest, EnvironmentsThatTakeTurnsAreNoChange) {
  TrendSeries series;
  for (int i = 0; i < 60; ++i) Append(1, i % 2, i % 2 == 0 ? 0 : 0.05, &series);
  EXPECT_TRUE(Find(series).empty());
}

TEST(EnvironmentStepTest, AShortStayInBetweenIsPassedOver) {
  TrendSeries series;
  Append(40, 0, 0, &series);
  Append(2, 1, 0, &series);
  Append(10, 2, 0.02, &series);
  const auto alarms = Find(series);
  ASSERT_EQ(alarms.size(), 1u);
  EXPECT_EQ(alarms[0].last_good, 39u);
  EXPECT_EQ(alarms[0].changed, 42u);
}

TEST(EnvironmentStepTest, EndsWhereTheOldEnvironmentIsBack) {
  TrendSeries series = TwoEnvironments(0.02, 40, 20);
  Append(9, 0, 0, &series);
  EXPECT_FALSE(Find(series)[0].ended);
  Append(1, 0, 0, &series);
  EXPECT_EQ(Find(series)[0].ended, 69u);
}

TEST(EnvironmentStepTest, EndsWhereALaterOneGivesTheTimeBack) {
  TrendSeries series = TwoEnvironments(0.02, 40, 20);
  Append(20, 2, 0, &series);
  const auto alarms = Find(series);
  ASSERT_EQ(alarms.size(), 2u);
  EXPECT_EQ(alarms[0].ended, 69u);
  EXPECT_EQ(alarms[1].kind, TrendKind::kFaster);
}

TEST(EnvironmentStepTest, AcceptingEndsIt) {
  TrendSeries series = TwoEnvironments(0.02);
  series.accepted = {60};
  ASSERT_EQ(Find(series).size(), 1u);
  EXPECT_EQ(Find(series)[0].ended, 60u);
  series.accepted = {40};
  EXPECT_TRUE(Find(series).empty());
}

TEST(EnvironmentStepTest, FewNightsBeforeSayNothing) {
  EXPECT_TRUE(Find(TrendSeries{}).empty());
  EXPECT_TRUE(Find(TwoEnvironments(0.05, 4)).empty());
}

}  // namespace
}  // namespace attnwatch
