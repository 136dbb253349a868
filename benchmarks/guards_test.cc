// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/guards.h"

#include <gmock/gmock.h>

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kTick = 32e-9;

// A case with a warm-up visit and `clocks.size()` judged visits of two samples each.
Measurement CaseOf(const std::string& head_dim, const std::vector<double>& clocks,
                   double seconds = 1e-3) {
  Measurement measurement;
  measurement.labels = {{"kernel", "k"}, {"head_dim", head_dim}};
  measurement.status = Status::kOk;
  int round = 0;
  measurement.visits.push_back(
      {round, 0, 0, 1.8e9, 60, {}, {}, {}, {std::string(kWarmupFlag)}, {1}});
  for (const double clock : clocks) {
    measurement.visits.push_back({++round, 0, 0, clock, 60, {}, {}, {}, {}, {seconds, seconds}});
  }
  return measurement;
}

attnwatch::Run RunOf(std::vector<Measurement> measurements) {
  attnwatch::Run run;
  run.measurements = std::move(measurements);
  return run;
}

TEST(Guards, LeaveAHealthyRunAlone) {
  attnwatch::Run run = RunOf({CaseOf("1", {1.8e9, 1.5e9, 1.9e9, 1.7e9, 1.8e9})});
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_EQ(run.measurements[0].status, Status::kOk);
  for (const Visit& visit : run.measurements[0].visits) {
    EXPECT_EQ(visit.flags.size(), visit.round == 0 ? 1u : 0u);
  }
  EXPECT_THAT(run.warnings, IsEmpty());
}

TEST(Guards, FlagAClockFarFromTheRunsAndKeepItsSamples) {
  attnwatch::Run run = RunOf({CaseOf("1", {1.8e9, 1.8e9, 1.2e9, 1.8e9, 1.8e9})});
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_THAT(run.measurements[0].visits[3].flags, ElementsAre("clock_off"));
  EXPECT_EQ(run.measurements[0].visits[3].seconds.size(), 2u);
  EXPECT_EQ(run.measurements[0].status, Status::kOk) << "2 of 10 samples are 20 %, no more";
}

TEST(Guards, MoreThanAFifthFlaggedIsInvalid) {
  attnwatch::Run run = RunOf({CaseOf("1", {1.8e9, 1.2e9, 1.2e9, 1.8e9, 1.8e9}),
                              CaseOf("2", {1.8e9, 1.8e9, 1.8e9, 1.8e9, 1.8e9})});
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_EQ(run.measurements[0].status, Status::kInvalid);
  EXPECT_EQ(run.measurements[0].reason, "4 of 10 samples are flagged: clock_off in 2 visit(s)");
  EXPECT_EQ(run.measurements[1].status, Status::kOk);
}

TEST(Guards, AMachineWithoutAClockHasNoneThatIsOff) {
  attnwatch::Run run = RunOf({CaseOf("1", {1, 2, 3})});
  for (Visit& visit : run.measurements[0].visits) visit.sm_clock_hertz.reset();
  ApplyGuards(Placement::kHost, 0, &run);
  EXPECT_EQ(run.measurements[0].status, Status::kOk);
}

TEST(Guards, SamplesOfFewTimerTicksAreInvalid) {
  attnwatch::Run run =
      RunOf({CaseOf("1", {1.8e9, 1.8e9}, 40 * kTick), CaseOf("2", {1.8e9, 1.8e9}, 60 * kTick)});
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_EQ(run.measurements[0].status, Status::kInvalid);
  EXPECT_THAT(run.measurements[0].reason, HasSubstr("timer_ticks"));
  EXPECT_EQ(run.measurements[1].status, Status::kOk);
}

TEST(Guards, FasterThanTheFloorIsInvalidOnAGpuAndAWarningElsewhere) {
  attnwatch::Run run = RunOf({CaseOf("1", {1.8e9, 1.8e9})});
  run.measurements[0].floor_seconds = 1.1e-3;
  attnwatch::Run host = run;
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_EQ(run.measurements[0].status, Status::kInvalid);
  EXPECT_EQ(run.measurements[0].reason, "0.91 of its floor: faster than possible");
  ApplyGuards(Placement::kHost, 0, &host);
  EXPECT_EQ(host.measurements[0].status, Status::kOk);
  EXPECT_THAT(host.warnings,
              ElementsAre(HasSubstr("1 case(s) took less than 0.97 of their floor")));
}

TEST(Guards, WarnOfACanaryThatMoved) {
  attnwatch::Run run = RunOf({CaseOf("1", {1.8e9})});
  run.ceilings = {{"write", "start", 100e9, {}},
                  {"write", "end", 100.9e9, {}},
                  {"gemm_float16", "start", {}, 100e12},
                  {"gemm_float16", "end", {}, 102e12}};
  ApplyGuards(Placement::kDevice, kTick, &run);
  EXPECT_THAT(run.warnings, ElementsAre(HasSubstr("the canary gemm_float16 moved by 2.0 %")));
}

}  // namespace
}  // namespace attnwatch
