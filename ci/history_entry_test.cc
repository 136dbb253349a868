// SPDX-License-Identifier: Apache-2.0
#include "ci/history_entry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/testing/synthetic_process.h"
#include "results/error.h"

namespace attnwatch {
namespace {

attnwatch::Run MakeNightRun(double clock_shift) {
  SyntheticProcess process;
  process.clock_shift = clock_shift;
  std::vector<SyntheticPoint> points;
  for (int64_t d = 65; d < 97; ++d) points.push_back(MakePoint(d));
  return MakeProcess(process, points);
}

TEST(HistoryEntryTest, KeepsWhatFollowsTheClockApart) {
  const attnwatch::Run night = MakeNightRun(0), slow = MakeNightRun(-0.02);
  const NightPoint a = MakeHistoryEntry(night, "a", "1").points[0].second;
  const NightPoint b = MakeHistoryEntry(slow, "b", "2").points[0].second;
  ASSERT_TRUE(a.elasticity && b.elasticity);
  EXPECT_NEAR(*a.elasticity, -0.9, 0.1);
  EXPECT_NEAR(*b.log_clock - *a.log_clock, -0.02, 1e-9);
  // 1.8 % slower as measured, and nothing of that is left at equal clocks.
  EXPECT_NEAR(b.log_median - a.log_median, 0.018, 0.002);
  const double adjusted = b.own_clock_log_median - a.own_clock_log_median -
                          *a.elasticity * (*b.log_clock - *a.log_clock);
  EXPECT_NEAR(adjusted, 0, 0.002);
}

TEST(HistoryEntryTest, WhatWasNotMeasuredHasNoTime) {
  attnwatch::Run run = MakeNightRun(0);
  run.measurements[0].status = Status::kFailed;
  run.measurements[1].visits.clear();
  const HistoryEntry entry = MakeHistoryEntry(run, "a", "1");
  EXPECT_EQ(entry.points[0].second.status, Status::kFailed);
  EXPECT_EQ(entry.points[1].second.status, Status::kInvalid);
  EXPECT_EQ(entry.points[1].second.sample_count, 0);
}

TEST(HistoryEntryTest, AThrottledCaseIsInvalid) {
  attnwatch::Run run = MakeNightRun(0);
  for (Visit& visit : run.measurements[3].visits) visit.flags.push_back("throttled");
  const HistoryEntry entry = MakeHistoryEntry(run, "a", "1");
  EXPECT_EQ(entry.points[2].second.status, Status::kOk);
  EXPECT_EQ(entry.points[3].second.status, Status::kInvalid);
}

TEST(HistoryEntryTest, ARunWithoutATimeIsRefused) {
  attnwatch::Run run = MakeNightRun(0);
  run.started_at = "yesterday";
  EXPECT_THROW(MakeHistoryEntry(run, "a", "1"), Error);
}

TEST(HistoryEntryTest, OnlyTheEnvironmentStartsEpochs) {
  Environment before;
  before.hard = {{"ecc", "on"}};
  before.soft = {{"commit", "a"}, {"driver", "1"}, {"settle_seconds", "5.2"}};
  Environment after = before;
  after.soft.Set("commit", "b");
  after.soft.Set("settle_seconds", "6.1");
  EXPECT_EQ(EnvironmentText(before), EnvironmentText(after));
  after.soft.Set("driver", "2");
  EXPECT_NE(EnvironmentText(before), EnvironmentText(after));
}

}  // namespace
}  // namespace attnwatch
