// SPDX-License-Identifier: Apache-2.0
//
// How sessions end before their time: a kernel that hangs, a lost device, a signal, the budget.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <sstream>
#include <thread>

#include "benchmarks/session.h"
#include "benchmarks/testing/session_cases.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

// Comes back only long after the watchdog's patience.
Launch PrepareHangs(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  return [right = PrepareRight(problem, tensors), calls = 0](Stream stream) mutable {
    if (++calls == 2) std::this_thread::sleep_for(std::chrono::seconds(60));
    right(stream);
  };
}

TEST(SessionDeathTest, NamesAHungKernelAndEndsTheProcessAfterSaving) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  constexpr AttentionScoreKernel kHangs = {"hangs", "", Placement::kHost, Supported, PrepareHangs};
  const std::string path = testing::TempDir() + "hung.json";
  std::remove(path.c_str());
  EXPECT_EXIT(
      {
        const auto device = OpenHostDevice();
        std::ostringstream err;
        Progress progress(&err, false);
        SessionOptions options;
        options.hang_seconds = 0.5;
        attnwatch::Run run;
        run.grid = run.id = run.started_at = run.environment.device_key = "test";
        Session session(options, {CaseOf(kRight, 9), CaseOf(kHangs)}, device.get(), &progress);
        session.Measure(&run, [&] { WriteRunJson(run, path); });
      },
      testing::ExitedWithCode(kExitMissing),
      "hung: no answer for 0.5 s in attention_score/kernel=hangs");
  const attnwatch::Run run = ReadRunJson(path);
  EXPECT_FALSE(run.complete);
  EXPECT_EQ(run.measurements[1].status, Status::kFailed);
  EXPECT_THAT(run.measurements[1].reason, HasSubstr("hung"));
}

TEST(Session, EndsIncompleteWhereTheDeviceIsLost) {
  FakeGpu gpu(4e-6, /*usable=*/false);
  const Outcome outcome = MeasureOn(&gpu, {CaseOf(kRight), CaseOf(kThrows), CaseOf(kRight, 9)});
  EXPECT_FALSE(outcome.run.complete);
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kNotRun);
  EXPECT_EQ(outcome.run.measurements[1].status, Status::kFailed);
  EXPECT_EQ(outcome.run.measurements[2].status, Status::kNotRun);
  EXPECT_THAT(outcome.run.measurements[2].reason, HasSubstr("the device was lost in"));
  ASSERT_EQ(outcome.run.warnings.size(), 1u);
  EXPECT_THAT(outcome.run.warnings[0], HasSubstr("0 case(s) have fewer samples, 2 have none"));
}

TEST(Session, EndsWithWhatItHasWhenInterrupted) {
  // Asked before each of the three cases is prepared, before each visit and after each round: the
  // thirteenth time is after the first visit of the last round.
  int asked = 0;
  SessionOptions options;
  options.interrupted = [&] { return ++asked > 12; };
  const auto device = OpenHostDevice();
  const Outcome outcome =
      MeasureOn(device.get(), {CaseOf(kRight, 8), CaseOf(kRight, 9), CaseOf(kRight, 10)}, options);
  EXPECT_FALSE(outcome.run.complete);
  int fewer = 0;
  for (const Measurement& measurement : outcome.run.measurements) {
    EXPECT_EQ(measurement.status, Status::kOk);
    if (JudgedVisits(measurement).size() == 2) continue;
    ++fewer;
    EXPECT_EQ(measurement.reason, "1 of 2 visits: the run was interrupted");
  }
  EXPECT_EQ(fewer, 2);
}

TEST(Session, SpendsNoMoreThanItsBudget) {
  SessionOptions options;
  options.budget_seconds = 1e-9;
  const auto device = OpenHostDevice();
  const Outcome outcome = MeasureOn(device.get(), {CaseOf(kRight)}, options);
  EXPECT_FALSE(outcome.run.complete);
  EXPECT_EQ(outcome.run.measurements[0].status, Status::kNotRun);
  EXPECT_EQ(outcome.run.measurements[0].reason, "the budget of 1e-09 s was spent");
  EXPECT_EQ(outcome.saves, 2);
}

}  // namespace
}  // namespace attnwatch
