// SPDX-License-Identifier: Apache-2.0
#include "results/summary.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

Visit MakeVisit(std::vector<std::string> flags, std::vector<double> seconds) {
  Visit visit;
  visit.flags = std::move(flags);
  visit.seconds = std::move(seconds);
  return visit;
}

Measurement MeasuredThreeTimes() {
  Measurement measurement;
  measurement.status = Status::kOk;
  measurement.visits = {MakeVisit({"warmup"}, {100, 200}), MakeVisit({}, {3, 1}),
                        MakeVisit({"throttled"}, {7})};
  return measurement;
}

TEST(JudgedSeconds, LeavesOutTheWarmupRoundAndKeepsOtherFlaggedVisits) {
  EXPECT_EQ(JudgedSeconds(MeasuredThreeTimes()), (std::vector<double>{3, 1, 7}));
}

TEST(JudgedSeconds, AWarmupVisitWithAnotherFlagIsStillWarmup) {
  Measurement measurement;
  measurement.visits = {MakeVisit({"throttled", "warmup"}, {1})};
  EXPECT_TRUE(JudgedSeconds(measurement).empty());
}

TEST(Median, OfNothingIsNothing) { EXPECT_EQ(Median({}), std::nullopt); }

TEST(Median, OfAnOddNumberIsTheMiddleOne) {
  EXPECT_EQ(Median({5}), 5);
  EXPECT_EQ(Median({9, 1, 5}), 5);
}

TEST(Median, OfAnEvenNumberIsTheMeanOfTheMiddleTwo) {
  EXPECT_EQ(Median({4, 2}), 3);
  EXPECT_EQ(Median({8, 1, 2, 100}), 5);
}

TEST(MedianSeconds, IsTheMedianOfJudgedSamples) {
  EXPECT_EQ(MedianSeconds(MeasuredThreeTimes()), 3);
}

TEST(MedianSeconds, WhatIsNotOkHasNoTime) {
  Measurement measurement = MeasuredThreeTimes();
  for (const Status status : {Status::kUnsupported, Status::kFailed, Status::kIncorrect,
                              Status::kInvalid, Status::kNotRun}) {
    measurement.status = status;
    EXPECT_EQ(MedianSeconds(measurement), std::nullopt) << StatusName(status);
  }
}

TEST(MedianSeconds, WithoutJudgedSamplesThereIsNoTime) {
  Measurement measurement = MeasuredThreeTimes();
  measurement.visits.resize(1);
  EXPECT_EQ(MedianSeconds(measurement), std::nullopt);
}

TEST(BestCeiling, IsTheLargestOfItsNameInEitherUnit) {
  attnwatch::Run run;
  run.ceilings = {{"write", "start", 5.0, {}},
                  {"write", "end", 7.0, {}},
                  {"gemm_float16", "start", {}, 90.0},
                  {"copy", "start", {}, {}}};
  EXPECT_EQ(BestCeiling(run, "write"), 7.0);
  EXPECT_EQ(BestCeiling(run, "gemm_float16"), 90.0);
  EXPECT_EQ(BestCeiling(run, "copy"), std::nullopt) << "attempted, but without a rate";
  EXPECT_EQ(BestCeiling(run, "gemm"), std::nullopt);
}

TEST(StatusName, EveryStatusIsFoundByItsName) {
  for (const Status status : kStatuses) {
    EXPECT_EQ(FindStatus(StatusName(status)), status) << StatusName(status);
  }
  EXPECT_EQ(FindStatus(""), std::nullopt);
  EXPECT_EQ(FindStatus("OK"), std::nullopt);
}

attnwatch::Run RunOf(std::initializer_list<Status> statuses) {
  attnwatch::Run run;
  for (const Status status : statuses) run.measurements.emplace_back().status = status;
  return run;
}

TEST(MeasuringExitCode, IsTheWorstOfTheCases) {
  EXPECT_EQ(MeasuringExitCode(RunOf({Status::kOk, Status::kUnsupported})), kExitPass);
  EXPECT_EQ(MeasuringExitCode(RunOf({Status::kOk, Status::kNotRun})), kExitNoAnswer);
  EXPECT_EQ(MeasuringExitCode(RunOf({Status::kInvalid, Status::kOk})), kExitNoAnswer);
  EXPECT_EQ(MeasuringExitCode(RunOf({Status::kInvalid, Status::kFailed})), kExitMissing);
  EXPECT_EQ(MeasuringExitCode(RunOf({Status::kIncorrect, Status::kOk})), kExitMissing);
}

}  // namespace
}  // namespace attnwatch
