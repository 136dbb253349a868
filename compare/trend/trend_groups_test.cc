// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/trend_groups.h"

#include <gtest/gtest.h>

#include <numeric>

namespace attnwatch {
namespace {

// Two kernels of three classes of five cases each; every case knows its reference.
std::vector<CaseTrend> MakeTrends(const std::string& device = "gpu") {
  std::vector<CaseTrend> trends;
  for (const char* kernel : {"cublas", "padded"}) {
    for (const char* of_class : {"1", "8", "64"}) {
      for (int i = 0; i < 5; ++i) {
        CaseTrend trend;
        trend.device_key = device;
        trend.labels = {
            {"kernel", kernel}, {"alignment_class", of_class}, {"head_dim", std::to_string(i)}};
        trend.trend.state.is_learning = false;
        trends.push_back(trend);
      }
    }
  }
  return trends;
}

// A night a day.
std::vector<int64_t> Days() {
  std::vector<int64_t> days(100);
  std::iota(days.begin(), days.end(), 20000);
  return days;
}

void Raise(CaseTrend* trend, size_t night, TrendKind kind = TrendKind::kSlower) {
  trend->trend.alarms.push_back({kind, night, night - 2, std::nullopt, 0.02});
}

TEST(TrendGroupsTest, ACaseIsACase) {
  auto trends = MakeTrends();
  Raise(&trends[7], 40);
  const auto groups = GroupAlarms(trends, Days());
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].scope, TrendScope::kCase);
  EXPECT_EQ(groups[0].alignment_class, "8");
  EXPECT_EQ(groups[0].last_good, 38u);
}

TEST(TrendGroupsTest, HalfOfAClassIsTheClass) {
  auto trends = MakeTrends();
  for (const size_t i : {5, 6, 7}) Raise(&trends[i], 40 + i % 3);
  const auto groups = GroupAlarms(trends, Days());
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_EQ(groups[0].scope, TrendScope::kClass);
  EXPECT_EQ(groups[0].members.size(), 3u);
  EXPECT_EQ(groups[0].watched, 5u);
  EXPECT_EQ(groups[0].first_raised, 40u);
  EXPECT_EQ(groups[0].last_raised, 42u);
}

TEST(TrendGroupsTest, AKernelAndADevice) {
  auto trends = MakeTrends();
  for (size_t i = 0; i < 15; ++i) Raise(&trends[i], 40);
  EXPECT_EQ(GroupAlarms(trends, Days()).size(), 1u);
  // Half of the cases of the device, and all of one kernel: the kernel.
  EXPECT_EQ(GroupAlarms(trends, Days())[0].scope, TrendScope::kKernel);
  for (size_t i = 15; i < 30; ++i) Raise(&trends[i], 41);
  ASSERT_EQ(GroupAlarms(trends, Days()).size(), 1u);
  EXPECT_EQ(GroupAlarms(trends, Days())[0].scope, TrendScope::kDevice);
}

TEST(TrendGroupsTest, SeveralDevicesAreGlobal) {
  auto trends = MakeTrends();
  for (const CaseTrend& trend : MakeTrends("other")) trends.push_back(trend);
  for (CaseTrend& trend : trends) Raise(&trend, 40);
  ASSERT_EQ(GroupAlarms(trends, Days()).size(), 1u);
  EXPECT_EQ(GroupAlarms(trends, Days())[0].scope, TrendScope::kGlobal);
}

TEST(TrendGroupsTest, OtherNightsAndKindsAreOtherGroups) {
  auto trends = MakeTrends();
  for (const size_t i : {0, 1, 2}) Raise(&trends[i], 40);
  for (const size_t i : {0, 1, 2}) Raise(&trends[i], 80);
  for (const size_t i : {0, 1, 2}) Raise(&trends[i], 40, TrendKind::kNoisier);
  const auto groups = GroupAlarms(trends, Days());
  ASSERT_EQ(groups.size(), 3u);
  for (const TrendGroup& group : groups) EXPECT_EQ(group.scope, TrendScope::kClass);
}

TEST(TrendGroupsTest, WhatCameWithAnEnvironmentIsOneGroupHoweverLateItWasSeen) {
  auto trends = MakeTrends();
  for (size_t i = 0; i < trends.size(); ++i) {
    trends[i].trend.state.is_learning = true;  // the new environment
    trends[i].trend.state.can_alarm = true;
    if (i >= 20) continue;
    trends[i].trend.alarms.push_back({TrendKind::kSlower, i % 2 == 0 ? 44u : 59u, 39, std::nullopt,
                                      0.02, TrendCause::kEnvironment, 40});
  }
  Raise(&trends[25], 44);
  const auto groups = GroupAlarms(trends, Days());
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[1].scope, TrendScope::kDevice);
  EXPECT_EQ(groups[1].cause, TrendCause::kEnvironment);
  EXPECT_EQ(groups[1].members.size(), 20u);
  EXPECT_EQ(groups[1].watched, 30u);
  EXPECT_EQ(groups[1].changed, 40u);
  EXPECT_EQ(groups[1].last_good, 39u);
  EXPECT_TRUE(IsSlowdown(groups[1]));
}

TEST(TrendGroupsTest, TheClockOfAllThatADeviceRunsIsTheMachines) {
  auto trends = MakeTrends();
  for (CaseTrend& trend : trends) {
    trend.trend.alarms.push_back(
        {TrendKind::kSlower, 40, 38, std::nullopt, 0.04, TrendCause::kClock});
  }
  EXPECT_FALSE(IsSlowdown(GroupAlarms(trends, Days()).front()));
  trends.resize(15);  // one kernel
  EXPECT_TRUE(IsSlowdown(GroupAlarms(trends, Days()).front()));
}

}  // namespace
}  // namespace attnwatch
