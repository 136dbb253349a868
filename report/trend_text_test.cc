// SPDX-License-Identifier: Apache-2.0
#include "report/trend_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TrendReport MakeReport() {
  TrendReport report;
  for (size_t i = 0; i < 9; ++i) {
    const std::string day = "2026-01-0" + std::to_string(i + 1);
    report.nights.push_back({day + "T03:00:00Z", "commit" + std::to_string(i), "gpu", "figure",
                             i < 5 ? "driver=1\nboard=b\n" : "driver=2\nboard=b\n",
                             static_cast<int64_t>(i)});
  }
  CaseTrend one;
  one.device_key = "gpu";
  one.grid = "figure";
  one.labels = {{"kernel", "cublas"}, {"head_dim", "65"}};
  one.trend.state.is_learning = false;
  one.trend.state.deviation = 0.001;
  one.trend.alarms.push_back({TrendKind::kSlower, 6, 3, std::nullopt, 0.0198});
  report.cases.push_back(one);
  report.points.emplace_back();
  for (size_t i = 0; i < 9; ++i) report.points[0].push_back({i, 0, i < 4 ? 0 : 0.0198, 0});
  TrendGroup group;
  group.is_open = true;
  group.device_key = "gpu";
  group.watched = 1;
  group.first_raised = group.last_raised = 6;
  group.last_good = 3;
  group.log_ratio = 0.0198;
  group.members = {{0, 0}};
  report.groups.push_back(group);
  return report;
}

TEST(TrendTextTest, SaysWhatWhenWhyAndWhatToDo) {
  const std::string text = FormatTrend(MakeReport(), {});
  EXPECT_THAT(text, HasSubstr("ALARM kernel=cublas/head_dim=65 on gpu: slower by +2.00 %, unconf"));
  EXPECT_THAT(text, HasSubstr("commits: after commit3 (2026-01-04), up to commit6 (2026-01-07)"));
  EXPECT_THAT(text, HasSubstr("in between: driver 1 -> 2 (2026-01-06)"));
  EXPECT_THAT(text, HasSubstr("ci/gate.sh --base=commit3 --head=commit6 --grid=figure"));
  EXPECT_THAT(text, HasSubstr("\n    find it: attnwatch bisect --good commit3 --bad commit6 --case "
                              "kernel=cublas/head_dim=65 --grid figure\n"));
  EXPECT_THAT(text, HasSubstr("▁▁▁▁"));
}

TEST(TrendTextTest, BisectsTheCasesOfTheGroup) {
  TrendReport report = MakeReport();
  const auto expect = [&](TrendScope scope, const std::string& pattern) {
    report.groups[0].scope = scope;
    EXPECT_THAT(FormatTrend(report, {}), HasSubstr("--case " + pattern + " --grid"));
  };
  report.groups[0].kernel = "cu'blas";
  report.groups[0].alignment_class = "1";
  expect(TrendScope::kClass, "'kernel=cu'\\''blas/alignment_class=1'");
  expect(TrendScope::kKernel, "'kernel=cu'\\''blas'");
  expect(TrendScope::kDevice, "'*'");
  expect(TrendScope::kGlobal, "'*'");
}

TEST(TrendTextTest, OneCommitIsNotOurCode) {
  TrendReport report = MakeReport();
  for (TrendReportNight& night : report.nights) night.commit = "same";
  EXPECT_THAT(FormatTrend(report, {}), HasSubstr("one commit: not our code"));
}

TEST(TrendTextTest, WhatEndedEarlierIsNotTold) {
  TrendReport report = MakeReport();
  report.cases[0].trend.alarms[0].ended = 7;
  report.groups[0].is_open = false;
  EXPECT_THAT(FormatTrend(report, {"2026-01-08", false}), HasSubstr("ended kernel=cublas"));
  EXPECT_THAT(FormatTrend(report, {"2026-01-09", false}), Not(HasSubstr("kernel=cublas")));
}

TEST(TrendTextTest, SparklinesDoNotBlowUpNoise) {
  EXPECT_EQ(Sparkline({}, 1), "");
  EXPECT_EQ(Sparkline({0, 1}, 0), "▁█");
  EXPECT_EQ(Sparkline({0, 0.1}, 1), "▄▅");
}

TEST(TrendTextTest, EnvironmentsAreComparedByName) {
  EXPECT_EQ(EnvironmentChange("a=1\nb=2\n", "a=1\nb=3\nc=4\n"), "b 2 -> 3, c unknown -> 4");
}

}  // namespace
}  // namespace attnwatch
