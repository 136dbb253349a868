// SPDX-License-Identifier: Apache-2.0
#include "dashboards/snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/testing/small_verdict.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

// The candidate of the small verdict has 6 cases; its last is `missing` in the verdict.
Snapshot Judged() {
  const SmallVerdict small;
  attnwatch::Run run = small.candidate;
  run.measurements.pop_back();
  return MakeSnapshot(run, small.report());
}

const CaseSnapshot& CaseOf(const Snapshot& snapshot, const std::string& head_dim) {
  for (const CaseSnapshot& one : snapshot.cases) {
    if (one.labels.Get("head_dim") == head_dim) return one;
  }
  throw Error("no such case");
}

TEST(Snapshot, ReducesTimes) {
  const Snapshot snapshot = Judged();
  const CaseSnapshot& one = CaseOf(snapshot, "3");
  EXPECT_DOUBLE_EQ(*one.median_seconds, 1.02e-3 * 1.0005);
  EXPECT_DOUBLE_EQ(*one.p05_seconds, 1.02e-3 * 1.00005);
  EXPECT_DOUBLE_EQ(*one.p95_seconds, 1.02e-3 * 1.00095);
  EXPECT_DOUBLE_EQ(*one.flops_per_second, 1e9 / *one.median_seconds);
  EXPECT_FALSE(one.floor_ratio);
  EXPECT_FALSE(one.clock_hertz);
}

TEST(Snapshot, TakesTheVerdict) {
  const Snapshot snapshot = Judged();
  const CaseSnapshot& one = CaseOf(snapshot, "3");
  EXPECT_EQ(one.verdict, Verdict::kRegressed);
  EXPECT_DOUBLE_EQ(*one.change, std::expm1(0.02));
  EXPECT_DOUBLE_EQ(*one.change_low, std::expm1(0.018));
  EXPECT_DOUBLE_EQ(*one.minimum_detectable_change, std::expm1(0.0075));
  EXPECT_FALSE(CaseOf(snapshot, "8").change);  // incorrect: no time to compare
}

TEST(Snapshot, KeepsWhatOnlyTheVerdictNames) {
  const Snapshot snapshot = Judged();
  ASSERT_EQ(snapshot.cases.size(), 6u);
  EXPECT_EQ(snapshot.missing_count, 1u);
  EXPECT_EQ(CaseOf(snapshot, "64").verdict, Verdict::kMissing);
  EXPECT_FALSE(CaseOf(snapshot, "64").status);
}

TEST(Snapshot, RefusesTheVerdictOfAnotherRun) {
  const SmallVerdict small;
  try {
    MakeSnapshot(small.baseline, small.report());
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("the verdict is of run head-1, not of base-1"));
  }
}

TEST(Snapshot, SucceedsWhereItIsCompleteAndMeasuredSomething) {
  attnwatch::Run run = SmallVerdict().candidate;
  run.measurements[0].visits[0].at_seconds = 9;
  run.measurements[0].visits[0].seconds = {0.5, 0.5};
  EXPECT_DOUBLE_EQ(*MakeSnapshot(run, {}).last_success_timestamp, 1795435200 + 10);
  for (Measurement& measurement : run.measurements) measurement.status = Status::kFailed;
  EXPECT_FALSE(MakeSnapshot(run, {}).last_success_timestamp);
  run.measurements[0].status = Status::kOk;
  run.complete = false;
  EXPECT_FALSE(MakeSnapshot(run, {}).last_success_timestamp);
}

TEST(Snapshot, SumsTheVisits) {
  attnwatch::Run run = SmallVerdict().candidate;
  Visit warmup;
  warmup.flags = {"warmup", "throttled"};
  warmup.seconds = {1};
  warmup.energy_joules = 100;
  warmup.temperature_celsius = 70;
  Visit flagged = warmup;
  flagged.round = 1;
  flagged.flags = {"throttled", "something new"};
  flagged.power_cap_share = 0.25;
  flagged.sm_clock_hertz = 1.8e9;
  run.measurements[0].visits = {warmup, flagged};
  const VisitTotals totals = MakeSnapshot(run, {}).totals;
  EXPECT_EQ(totals.visits, 6u);
  EXPECT_THAT(totals.flagged, ::testing::ElementsAre(1, 0, 0, 0, 1));
  EXPECT_EQ(totals.energy_joules, 200);
  EXPECT_EQ(totals.temperature_celsius, 70);
  EXPECT_EQ(totals.power_capped_share, 0.25);
  EXPECT_EQ(totals.clock_hertz, 1.8e9);
}

}  // namespace
}  // namespace attnwatch
