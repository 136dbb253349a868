// SPDX-License-Identifier: Apache-2.0
#include "report/trend_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/environment_change.h"
#include "report/testing/small_trend.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TrendTextTest, SaysWhatWhenWhyAndWhatToDo) {
  const std::string text = FormatTrend(SmallTrend(), {});
  EXPECT_THAT(text, HasSubstr("ALARM kernel=cublas/head_dim=65 on gpu: slower by +2.00 %, unconf"));
  EXPECT_THAT(text, HasSubstr("commits: after commit3 (2026-01-04), up to commit6 (2026-01-07)"));
  EXPECT_THAT(text, HasSubstr("in between: driver 1 -> 2 (2026-01-06)"));
  EXPECT_THAT(text, HasSubstr("ci/gate.sh --base=commit3 --head=commit6 --grid=figure"));
  EXPECT_THAT(text, HasSubstr("\n    find it: attnwatch bisect --good commit3 --bad commit6 --case "
                              "kernel=cublas/head_dim=65 --grid figure\n"));
  EXPECT_THAT(text, HasSubstr("▁▁▁▁"));
}

TEST(TrendTextTest, BisectsTheCasesOfTheGroup) {
  TrendReport report = SmallTrend();
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
  TrendReport report = SmallTrend();
  for (TrendReportNight& night : report.nights) night.commit = "same";
  EXPECT_THAT(FormatTrend(report, {}), HasSubstr("one commit: not our code"));
}

TrendReport MakeEnvironmentReport() {
  TrendReport report = SmallTrend();
  TrendAlarm& alarm = report.cases[0].trend.alarms[0];
  TrendGroup& group = report.groups[0];
  alarm.cause = group.cause = TrendCause::kEnvironment;
  alarm.last_good = group.last_good = 4;
  alarm.changed = group.changed = 5;
  alarm.raised = group.first_raised = group.last_raised = 8;
  return report;
}

TEST(TrendTextTest, AStepWithAnEnvironmentNamesBothAndTheCommandThatTells) {
  const std::string text = FormatTrend(MakeEnvironmentReport(), {});
  EXPECT_THAT(text, HasSubstr("slower by +2.00 %, unconfirmed"));
  EXPECT_THAT(text, HasSubstr("with driver 1 -> 2 (another driver)"));
  EXPECT_THAT(text, HasSubstr("commits: after commit4 (2026-01-05), up to commit5 (2026-01-06)"));
  EXPECT_THAT(text,
              HasSubstr("the nights cannot tell it from the commits of the same range; the gate"));
  EXPECT_THAT(text, HasSubstr("ci/gate.sh --base=commit4 --head=commit5 --grid=figure"));
}

TEST(TrendTextTest, AnEnvironmentAndNoCommitIsTheEnvironment) {
  TrendReport report = MakeEnvironmentReport();
  for (TrendReportNight& night : report.nights) night.commit = "same";
  EXPECT_THAT(FormatTrend(report, {}),
              HasSubstr("one commit: not our code, but the new environment"));
}

TEST(TrendTextTest, SaysThatTheClockIsTheCause) {
  TrendReport report = SmallTrend();
  report.groups[0].cause = TrendCause::kClock;
  EXPECT_THAT(FormatTrend(report, {}), HasSubstr("ALARM kernel=cublas/head_dim=65 on gpu: slower"));
  EXPECT_THAT(FormatTrend(report, {}), HasSubstr("    cause clock: other cases kept theirs;"));
  report.groups[0].scope = TrendScope::kDevice;
  EXPECT_THAT(FormatTrend(report, {}), HasSubstr("note gpu, all kernels"));
  EXPECT_THAT(FormatTrend(report, {}), Not(HasSubstr("gate.sh")));
}

TEST(TrendTextTest, WhatEndedEarlierIsNotTold) {
  TrendReport report = SmallTrend();
  report.cases[0].trend.alarms[0].ended = 7;
  report.groups[0].is_open = false;
  EXPECT_THAT(FormatTrend(report, {"2026-01-08", false}), HasSubstr("ended kernel=cublas"));
  EXPECT_THAT(FormatTrend(report, {"2026-01-09", false}), Not(HasSubstr("kernel=cublas")));
}

TEST(TrendTextTest, WhatIsOpenIsALine) {
  TrendSummary summary = SummarizeTrend(SmallTrend());
  EXPECT_EQ(FormatOpenAlarms(summary),
            "TREND: kernel=cublas/head_dim=65 on gpu: slower by +2.00 % since 2026-01-05, "
            "unconfirmed; confirm: ci/gate.sh --base=commit3 --head=commit6 --grid=figure\n");
  summary.groups[0].confirmation = TrendConfirmation::kNotConfirmed;
  summary.groups[0].confirmation_detail = "A/B: +0.1 %";
  EXPECT_EQ(FormatOpenAlarms(summary),
            "TREND: kernel=cublas/head_dim=65 on gpu: slower by +2.00 % since 2026-01-05, "
            "not confirmed (A/B: +0.1 %)\n");
  summary.groups.resize(23, summary.groups[0]);
  EXPECT_THAT(FormatOpenAlarms(summary), HasSubstr("TREND: and 3 more\n"));
  for (TrendSummaryGroup& group : summary.groups) group.is_open = false;
  EXPECT_EQ(FormatOpenAlarms(summary), "");
}

TEST(TrendTextTest, SparklinesDoNotBlowUpNoise) {
  EXPECT_EQ(Sparkline({}, 1), "");
  EXPECT_EQ(Sparkline({0, 1}, 0), "▁█");
  EXPECT_EQ(Sparkline({0, 0.1}, 1), "▄▅");
}

TEST(TrendTextTest, EnvironmentsAreComparedByName) {
  EXPECT_EQ(EnvironmentChange("a=1\nb=2\n", "a=1\nb=3\nc=4\n"), "b 2 -> 3, c unknown -> 4");
}

TEST(TrendTextTest, EnvironmentsAreToldApart) {
  EXPECT_EQ(EnvironmentParts("board=1\n", "board=2\n"), "another board");
  EXPECT_EQ(EnvironmentParts("driver=1\ndriver_cuda=1\n", "driver=2\ndriver_cuda=2\n"),
            "another driver");
  EXPECT_EQ(EnvironmentParts("cublas_version=1\ndriver=1\n", "cublas_version=2\ndriver=2\n"),
            "another driver and library");
  EXPECT_EQ(EnvironmentParts("ecc=on\n", "ecc=off\n"), "another setting");
}

}  // namespace
}  // namespace attnwatch
