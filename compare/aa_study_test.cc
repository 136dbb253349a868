// SPDX-License-Identifier: Apache-2.0
#include "compare/aa_study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "compare/distributions.h"
#include "compare/testing/synthetic_pairs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// The runs of `count` synthetic processes, by pointer as the study takes them.
class AaRuns {
 public:
  explicit AaRuns(int count, SyntheticProcess process = {}, int64_t points = 24) {
    for (process.number = 1; process.number <= count; ++process.number) {
      storage_.push_back(MakeProcess(process, Points(points)));
    }
    for (const attnwatch::Run& run : storage_) pointers_.push_back(&run);
  }
  const std::vector<const attnwatch::Run*>& pointers() const { return pointers_; }
  attnwatch::Run& run(size_t index) { return storage_[index]; }

 private:
  std::deque<attnwatch::Run> storage_;
  std::vector<const attnwatch::Run*> pointers_;
};

AaOptions Options(size_t set_aside, int splits = 5) {
  AaOptions options;
  options.set_aside = set_aside;
  options.splits = splits;
  return options;
}

const AlarmRow& RowOf(const AaStudy& study, const std::string& rule) {
  for (const AlarmRow& row : study.alarms.rows) {
    if (row.rule == rule) return row;
  }
  throw Error("no rule " + rule);
}

std::string ErrorOf(const std::vector<const attnwatch::Run*>& runs, size_t set_aside) {
  try {
    StudyAa(runs, Options(set_aside));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// 0.2 % between processes is 0.28 % between two; the clock adds 0.9 * 0.01 / sqrt(5 / 1.57) or so.
TEST(AaStudy, FindsTheSpreadThatWasPutIn) {
  SyntheticProcess process;
  process.process_noise = 0.002;
  const AaRuns runs(20, process);
  const AaStudy study = StudyAa(runs.pointers(), Options(0));
  const SpreadRow& all = study.spread.front();
  EXPECT_EQ(all.group, CaseGroup{});
  EXPECT_EQ(all.point_count, 24u);
  EXPECT_NEAR(all.adjusted.median, 0.0028, 0.0003);
  EXPECT_NEAR(all.raw.median, 0.007, 0.0015);
  EXPECT_LT(all.adjusted.median, all.adjusted.p95);
  EXPECT_LE(all.adjusted.p95, all.adjusted.worst);
}

TEST(AaStudy, MoreRoundsAreLessNoise) {
  const AaRuns runs(10);
  const AaStudy study = StudyAa(runs.pointers(), Options(0));
  EXPECT_EQ(study.visit_count, 5u);
  ASSERT_EQ(study.rounds.size(), 5u);
  EXPECT_EQ(study.rounds[2].rounds, 3u);
  EXPECT_DOUBLE_EQ(study.rounds[2].samples, 12);
  EXPECT_GT(study.rounds[0].raw.median, 1.5 * study.rounds[4].raw.median);
  EXPECT_DOUBLE_EQ(study.rounds[4].adjusted.median, study.spread[0].adjusted.median);
}

TEST(AaStudy, SpreadOfTwoRunsIsTheirDifference) {
  AaRuns runs(2, {}, 1);
  for (size_t i = 0; i < 2; ++i) {
    for (Visit& visit : runs.run(i).measurements[0].visits) {
      visit.seconds = {i == 0 ? 0.001 : 0.00102};
      visit.sm_clock_hertz.reset();
    }
  }
  const AaStudy study = StudyAa(runs.pointers(), Options(0));
  EXPECT_NEAR(study.spread[0].raw.worst, std::log(1.02), 1e-12);
  EXPECT_NEAR(study.spread[0].minimum.median, std::log(1.02), 1e-12);
  EXPECT_NEAR(study.spread[0].adjusted.p95, std::log(1.02), 1e-12);
}

TEST(AaStudy, CountsTheAlarmsOfFixedRules) {
  AaRuns runs(3, {}, 2);
  // Case 1: 3 % and 6 % slower than the first run; case 2: equal. Single samples, no clock.
  const double factors[] = {1, 1.03, 1.06};
  for (size_t i = 0; i < 3; ++i) {
    for (Measurement& measurement : runs.run(i).measurements) {
      const bool moves = &measurement == &runs.run(i).measurements[0];
      for (Visit& visit : measurement.visits) {
        visit.seconds = {0.001 * (moves ? factors[i] : 1)};
        visit.sm_clock_hertz.reset();
      }
    }
  }
  const AaStudy study = StudyAa(runs.pointers(), Options(0));
  const AlarmRow& two = RowOf(study, "2 % on the median");
  EXPECT_EQ(two.comparisons, 3u);
  EXPECT_EQ(two.decisions, 6u);
  EXPECT_EQ(two.alarms, 3u);
  EXPECT_EQ(two.with_alarm, 3u);
  EXPECT_EQ(RowOf(study, "5 % on the median").alarms, 1u);
  EXPECT_EQ(RowOf(study, "5 % on the minimum").with_alarm, 1u);
  EXPECT_EQ(RowOf(study, "Mann-Whitney at 0.05").alarms, 3u);
  EXPECT_EQ(study.alarms.confirm_pairs, 0u);
  EXPECT_EQ(study.alarms.rows.size(), 6u);
}

// 16 runs are 2 pairs to screen and 6 to confirm.
TEST(AaStudy, TriesTheGateWhereThereAreRunsForIt) {
  const AaRuns runs(16);
  const AaStudy study = StudyAa(runs.pointers(), Options(0, 7));
  EXPECT_EQ(study.alarms.screen_pairs, 2u);
  EXPECT_EQ(study.alarms.confirm_pairs, 6u);
  for (const char* rule : {"attnwatch, gate", "attnwatch, gate without a record"}) {
    const AlarmRow& gate = RowOf(study, rule);
    EXPECT_EQ(gate.comparisons, 7u);
    EXPECT_EQ(gate.decisions, 7u * 24);
    EXPECT_EQ(gate.alarms, 0u);
    EXPECT_EQ(gate.shifts, 0u);
  }
  EXPECT_GT(RowOf(study, "Mann-Whitney at 0.05").alarms, 100u);
  EXPECT_THROW(RowOf(StudyAa(AaRuns(15).pointers(), Options(0)), "attnwatch, gate"), Error);
}

TEST(AaStudy, SetsRunsAside) {
  const AaRuns runs(6);
  const AaStudy study = StudyAa(runs.pointers(), Options(2));
  EXPECT_EQ(study.noise.run_ids.size(), 4u);
  EXPECT_EQ(study.noise.run_ids.back(), runs.pointers()[3]->id);
  EXPECT_EQ(study.alarms.run_count, 2u);
  EXPECT_EQ(RowOf(study, "2 % on the median").comparisons, 1u);
}

TEST(AaStudy, RefusesTooFewRunsAndOtherDevices) {
  AaRuns runs(3);
  EXPECT_EQ(ErrorOf({runs.pointers()[0]}, 0),
            "needs 2 runs or more to fit, has 1 of which 0 are set aside");
  EXPECT_EQ(ErrorOf(runs.pointers(), 2),
            "needs 2 runs or more to fit, has 3 of which 2 are set aside");
  EXPECT_EQ(ErrorOf({}, 0), "needs 2 runs or more to fit, has 0 of which 0 are set aside");
  runs.run(1).environment.device_key = "nvidia-h200";
  EXPECT_NE(ErrorOf(runs.pointers(), 0).find("device key is"), std::string::npos);
  AaRuns disjoint(2);
  disjoint.run(0).measurements.clear();
  EXPECT_EQ(ErrorOf(disjoint.pointers(), 0), "no case was measured by every run");
}

TEST(FalseAlarms, BoundsAreClopperAndPearsons) {
  AlarmRow row;
  row.comparisons = 10;
  row.decisions = 1000;
  row.alarms = 3;
  row.with_alarm = 2;
  EXPECT_DOUBLE_EQ(AlarmsUpperBound(row), 100 * BinomialUpperBound(3, 1000, 0.95));
  EXPECT_DOUBLE_EQ(AnyAlarmUpperBound(row), BinomialUpperBound(2, 10, 0.95));
  EXPECT_DOUBLE_EQ(AnyAlarmUpperBound({}), 1);
}

}  // namespace
}  // namespace attnwatch
