// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/session.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "kernels/attention_score/registry.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

std::optional<std::string> Supported(const AttentionScoreProblem&) { return std::nullopt; }
std::optional<std::string> Unsupported(const AttentionScoreProblem&) { return "not on Mondays"; }

Launch PrepareRight(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  return FindKernel("reference")->prepare(problem, tensors);
}

// The last row is never written.
Launch PrepareWrong(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const Launch right = PrepareRight(problem, tensors);
  char* const last_row = static_cast<char*>(tensors.scores) + problem.score_bytes() -
                         problem.seq_len * static_cast<int64_t>(DtypeSize(problem.dtype));
  const size_t bytes = static_cast<size_t>(problem.seq_len) * DtypeSize(problem.dtype);
  return [=](Stream stream) {
    right(stream);
    std::memset(last_row, 0xff, bytes);
  };
}

// Right when verified, wrong when timed.
Launch PrepareWrongLater(const AttentionScoreProblem& problem,
                         const AttentionScoreTensors& tensors) {
  return [right = PrepareRight(problem, tensors), wrong = PrepareWrong(problem, tensors),
          calls = 0](Stream stream) mutable { (++calls == 1 ? right : wrong)(stream); };
}

Launch PrepareThrows(const AttentionScoreProblem&, const AttentionScoreTensors&) {
  throw std::runtime_error("no algorithm");
}

// Right when verified, breaks down in its third launch.
Launch PrepareBreaksLater(const AttentionScoreProblem& problem,
                          const AttentionScoreTensors& tensors) {
  return [right = PrepareRight(problem, tensors), calls = 0](Stream stream) mutable {
    if (++calls == 3) throw std::runtime_error("broke down");
    right(stream);
  };
}

constexpr AttentionScoreKernel kRight = {"right", "", Placement::kHost, Supported, PrepareRight};
constexpr AttentionScoreKernel kWrong = {"wrong", "", Placement::kHost, Supported, PrepareWrong};
constexpr AttentionScoreKernel kWrongLater = {"wrong_later", "", Placement::kHost, Supported,
                                              PrepareWrongLater};
constexpr AttentionScoreKernel kThrows = {"throws", "", Placement::kHost, Supported, PrepareThrows};
constexpr AttentionScoreKernel kBreaks = {"breaks", "", Placement::kHost, Supported,
                                          PrepareBreaksLater};
constexpr AttentionScoreKernel kNone = {"none", "", Placement::kHost, Unsupported, PrepareThrows};

Case CaseOf(const AttentionScoreKernel& kernel, int64_t head_dim = 8) {
  const AttentionScoreProblem problem{1, 1, 16, head_dim, Dtype::kFloat16, Layout::kTn};
  return {&kernel, problem, CaseLabels(kernel.name, problem)};
}

constexpr int kLaunches = 3;

struct Outcome {
  Run run;
  int saves = 0;
  std::vector<size_t> visits_at_save;  // of the first case
};

Outcome MeasureOn(Device* device, const std::vector<Case>& cases, SessionOptions options = {}) {
  Outcome outcome;
  std::ostringstream err;
  Progress progress(&err, false);
  options.rounds = 2;
  options.launches = kLaunches;
  Session session(options, cases, device, &progress);
  session.Measure(&outcome.run, [&] {
    ++outcome.saves;
    outcome.visits_at_save.push_back(outcome.run.measurements[0].visits.size());
  });
  return outcome;
}

Outcome Measure(const std::vector<Case>& cases) {
  const auto device = OpenHostDevice();
  return MeasureOn(device.get(), cases);
}

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

// A GPU by placement and a clock that says what it is told.
class FakeGpu final : public Device {
 public:
  explicit FakeGpu(double case_seconds, bool usable = true)
      : case_seconds_(case_seconds), usable_(usable) {}
  Placement placement() const override { return Placement::kDevice; }
  Environment Describe() const override { return host_->Describe(); }
  int64_t AvailableBytes() const override { return host_->AvailableBytes(); }
  void* Allocate(int64_t bytes) override { return host_->Allocate(bytes); }
  void FillInput(Dtype dtype, InputTensor tensor, int64_t count, void* data) override {
    host_->FillInput(dtype, tensor, count, data);
  }
  void FillBytes(void* data, int value, int64_t bytes) override {
    host_->FillBytes(data, value, bytes);
  }
  void CopyToHost(const void* data, int64_t bytes, void* host) override {
    host_->CopyToHost(data, bytes, host);
  }
  void Run(const Launch& launch) override { host_->Run(launch); }
  bool Usable() override { return usable_; }
  // A visit of a case has kLaunches; the ceilings have more, and take a second each.
  VisitTimes TimeVisit(const Launch& launch, int launches) override {
    host_->Run(launch);
    const double seconds = launches == kLaunches ? case_seconds_ : 1.0;
    VisitTimes times;
    times.seconds.assign(static_cast<size_t>(launches), seconds);
    times.sm_clock_hertz = 1.5e9;
    times.temperature_celsius = 60.0;
    times.power_watts = 650.0;
    return times;
  }
  Launch WriteLaunch(void* data, int64_t bytes) override { return host_->WriteLaunch(data, bytes); }
  Launch CopyLaunch(const void* from, void* to, int64_t bytes) override {
    return host_->CopyLaunch(from, to, bytes);
  }
  Launch BurnLaunch(double seconds) override { return host_->BurnLaunch(seconds); }

 private:
  std::unique_ptr<Device> host_ = OpenHostDevice();
  double case_seconds_;
  bool usable_;
};

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
