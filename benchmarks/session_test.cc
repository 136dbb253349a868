// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/session.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "benchmarks/testing/session_cases.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

TEST(Session, VisitsEveryCaseOnceARound) {
  const Outcome outcome = Measure({CaseOf(kRight, 8), CaseOf(kRight, 9), CaseOf(kRight, 10)});
  EXPECT_TRUE(outcome.run.complete);
  std::set<std::pair<int, int>> places;
  for (const Measurement& measurement : outcome.run.measurements) {
    EXPECT_EQ(measurement.status, Status::kOk) << measurement.reason;
    EXPECT_EQ(measurement.reason, "");
    ASSERT_EQ(measurement.visits.size(), 3u);
    for (int round = 0; round < 3; ++round) {
      const Visit& visit = measurement.visits[static_cast<size_t>(round)];
      EXPECT_EQ(visit.round, round);
      EXPECT_EQ(visit.seconds.size(), 3u);
      places.emplace(visit.round, visit.order);
    }
    EXPECT_GT(measurement.floor_seconds.value_or(0), 0);
    EXPECT_LE(*measurement.max_error, *measurement.error_bound);
  }
  EXPECT_EQ(places.size(), 9u);  // no two cases share a place in a round
}

TEST(Session, FlagsTheWarmupRoundOnly) {
  const Outcome outcome = Measure({CaseOf(kRight)});
  const auto& visits = outcome.run.measurements[0].visits;
  EXPECT_THAT(visits[0].flags, testing::ElementsAre(std::string(kWarmupFlag)));
  EXPECT_TRUE(visits[1].flags.empty());
  EXPECT_EQ(JudgedSeconds(outcome.run.measurements[0]).size(), 6u);
}

TEST(Session, SavesBeforeAfterEveryRoundAndAtTheEnd) {
  const Outcome outcome = Measure({CaseOf(kRight)});
  EXPECT_THAT(outcome.visits_at_save, testing::ElementsAre(0, 1, 2, 3, 3));
}

TEST(Session, MeasuresCeilingsAtStartMiddleAndEnd) {
  std::set<std::string> places;
  for (const Ceiling& ceiling : Measure({CaseOf(kRight)}).run.ceilings) places.insert(ceiling.at);
  EXPECT_THAT(places, testing::ElementsAre("end", "middle", "start"));
}

TEST(Session, MeasuresNoCeilingsWhereNoneAreWanted) {
  SessionOptions options;
  options.ceilings = false;
  const auto device = OpenHostDevice();
  const Outcome outcome = MeasureOn(device.get(), {CaseOf(kRight)}, options);
  EXPECT_TRUE(outcome.run.ceilings.empty());
  EXPECT_FALSE(outcome.run.measurements[0].floor_seconds);
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kOk);
}

TEST(Session, NeverTimesAWrongCase) {
  const Outcome outcome = Measure({CaseOf(kWrong), CaseOf(kRight)});
  const Measurement& wrong = outcome.run.measurements[0];
  EXPECT_EQ(wrong.status, Status::kIncorrect);
  EXPECT_THAT(wrong.reason, HasSubstr("scores[0][15][0]"));
  EXPECT_TRUE(wrong.visits.empty());
  EXPECT_FALSE(wrong.max_error);  // not a number is not an error that JSON could say
  EXPECT_EQ(outcome.run.measurements[1].status, Status::kOk);
}

TEST(Session, GoesOnWhereACaseThrows) {
  const Outcome outcome = Measure({CaseOf(kThrows), CaseOf(kBreaks), CaseOf(kRight)});
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kFailed);
  EXPECT_EQ(outcome.run.measurements[0].reason, "no algorithm");
  EXPECT_EQ(outcome.run.measurements[1].status, Status::kFailed);
  EXPECT_EQ(outcome.run.measurements[1].reason, "broke down");
  EXPECT_EQ(outcome.run.measurements[2].status, Status::kOk);
  EXPECT_FALSE(MedianSeconds(outcome.run.measurements[1]));
}

TEST(Session, ListsWhatAKernelCannotDo) {
  const Outcome outcome = Measure({CaseOf(kNone)});
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kUnsupported);
  EXPECT_EQ(outcome.run.measurements[0].reason, "not on Mondays");
  EXPECT_TRUE(outcome.run.complete);
}

TEST(Session, KeepsTheClockAndTemperatureOfAVisit) {
  FakeGpu gpu(1e-3);
  const Outcome outcome = MeasureOn(&gpu, {CaseOf(kRight)});
  EXPECT_EQ(outcome.run.measurements[0].visits[1].sm_clock_hertz, 1.5e9);
  EXPECT_EQ(outcome.run.measurements[0].visits[1].temperature_celsius, 60.0);
  EXPECT_EQ(outcome.run.measurements[0].visits[1].power_watts, 650.0);
}

TEST(Session, SettlesBeforeTheRounds) {
  FakeGpu gpu(1e-3);
  const Labels soft = MeasureOn(&gpu, {CaseOf(kRight)}).run.environment.soft;
  EXPECT_EQ(soft.Get("settled"), "true");
  EXPECT_NE(soft.Get("settle_seconds"), "");
}

TEST(Session, CatchesAKernelThatGoesWrongUnderLoad) {
  const Outcome outcome = Measure({CaseOf(kWrongLater), CaseOf(kRight)});
  const Measurement& wrong = outcome.run.measurements[0];
  EXPECT_EQ(wrong.status, Status::kIncorrect);
  EXPECT_THAT(wrong.reason,
              HasSubstr("right before it was timed, wrong in its last visit: scores"));
  EXPECT_EQ(wrong.visits.size(), 3u);  // nothing that was measured is lost
  EXPECT_EQ(outcome.run.measurements[1].status, Status::kOk);
}

TEST(Session, DoesNotBelieveAGpuThatBeatsItsFloor) {
  // Its memory moves at most 2^28 bytes a second and the case 1024: the floor is 3.8 us.
  FakeGpu too_fast(1e-6);
  const Outcome outcome = MeasureOn(&too_fast, {CaseOf(kRight)});
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kInvalid);
  EXPECT_THAT(outcome.run.measurements[0].reason, HasSubstr("0.26 of its floor"));
  ASSERT_EQ(outcome.run.warnings.size(), 1u);

  FakeGpu possible(4e-6);
  EXPECT_EQ(MeasureOn(&possible, {CaseOf(kRight)}).run.measurements[0].status, Status::kOk);
}

}  // namespace
}  // namespace attnwatch
