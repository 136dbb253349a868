// SPDX-License-Identifier: Apache-2.0
#include "compare/case_summary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace attnwatch {
namespace {

Visit MakeVisit(std::vector<double> seconds, std::optional<double> clock) {
  Visit visit;
  visit.sm_clock_hertz = clock;
  visit.seconds = std::move(seconds);
  return visit;
}

Measurement TwoVisits() {
  Measurement measurement;
  measurement.status = Status::kOk;
  measurement.visits = {MakeVisit({9}, 9), MakeVisit({1, 4, 2}, 1e9), MakeVisit({8, 2, 4}, 4e9)};
  measurement.visits[0].flags.emplace_back(kWarmupFlag);
  measurement.visits[1].temperature_celsius = 60;
  measurement.visits[2].temperature_celsius = 70;
  measurement.visits[2].power_watts = 500;
  return measurement;
}

TEST(CaseSummary, ReducesTheJudgedVisits) {
  const CaseSummary summary = SummarizeCase(TwoVisits());
  EXPECT_TRUE(summary.measured());
  EXPECT_EQ(summary.sample_count, 6u);
  EXPECT_DOUBLE_EQ(summary.log_median, std::log(2.0) / 2 + std::log(4.0) / 2);
  EXPECT_DOUBLE_EQ(summary.log_min, 0);
  ASSERT_EQ(summary.visits.size(), 2u);
  EXPECT_DOUBLE_EQ(summary.visits[0].log_median, std::log(2.0));
  EXPECT_DOUBLE_EQ(*summary.visits[1].log_clock, std::log(4e9));
  EXPECT_DOUBLE_EQ(*summary.log_clock, (std::log(1e9) + std::log(4e9)) / 2);
  EXPECT_DOUBLE_EQ(*summary.temperature_celsius, 65);
  EXPECT_DOUBLE_EQ(*summary.power_watts, 500);
}

TEST(CaseSummary, TakesTheFirstVisitsOnly) {
  const CaseSummary summary = SummarizeCase(TwoVisits(), 1);
  EXPECT_EQ(summary.sample_count, 3u);
  EXPECT_DOUBLE_EQ(summary.log_median, std::log(2.0));
}

TEST(CaseSummary, HasNoClockWhereAVisitHasNone) {
  Measurement measurement = TwoVisits();
  measurement.visits[2].sm_clock_hertz.reset();
  EXPECT_FALSE(SummarizeCase(measurement).log_clock);
}

TEST(CaseSummary, WhatWasNotMeasuredHasNoTime) {
  Measurement measurement = TwoVisits();
  measurement.status = Status::kFailed;
  measurement.reason = "out of memory";
  const CaseSummary failed = SummarizeCase(measurement);
  EXPECT_FALSE(failed.measured());
  EXPECT_EQ(failed.reason, "out of memory");
  EXPECT_EQ(failed.sample_count, 0u);
  measurement = TwoVisits();
  measurement.visits.resize(1);
  EXPECT_FALSE(SummarizeCase(measurement).measured());
}

// Of elasticity -1, the visit at 4 GHz took 4 times the cycles, so 8 2 4 seconds are 32 8 16 at 1
// GHz.
TEST(CaseSummary, AdjustsToTheReferenceClock) {
  const CaseSummary summary = SummarizeCase(TwoVisits());
  EXPECT_NEAR(AdjustedLogMedian(summary, -1, std::log(1e9)), std::log(4.0) / 2 + std::log(8.0) / 2,
              1e-12);
  EXPECT_DOUBLE_EQ(AdjustedLogMedian(summary, 0, 123), summary.log_median);
}

}  // namespace
}  // namespace attnwatch
