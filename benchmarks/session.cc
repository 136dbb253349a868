// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <numeric>
#include <utility>

#include "benchmarks/schedule.h"
#include "benchmarks/verification.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// A time below this share of its floor is not believable.
constexpr double kFloorTolerance = 0.97;

std::vector<AttentionScoreProblem> GemmProblems(const std::vector<Case>& cases,
                                                const Device& device) {
  std::vector<Dtype> dtypes;
  for (const Dtype dtype : kDtypes) {
    for (const Case& c : cases) {
      if (c.problem.dtype != dtype) continue;
      dtypes.push_back(dtype);
      break;
    }
  }
  return CeilingProblems(device.placement(), dtypes);
}

void Fail(Status status, std::string reason, Measurement* measurement) {
  measurement->status = status;
  measurement->reason = std::move(reason);
}

// A GPU cannot beat its floor; a CPU can, with caches and turbo, so there it is only a warning.
void CheckFloors(Placement placement, Run* run) {
  int count = 0;
  std::string worst;
  double worst_ratio = kFloorTolerance;
  for (Measurement& measurement : run->measurements) {
    const auto seconds = MedianSeconds(measurement);
    if (!seconds || !measurement.floor_seconds) continue;
    const double ratio = *seconds / *measurement.floor_seconds;
    if (ratio >= kFloorTolerance) continue;
    ++count;
    if (placement == Placement::kDevice) {
      Fail(Status::kInvalid, fmt::format("{:.2f} of its floor: faster than possible", ratio),
           &measurement);
    }
    if (ratio < worst_ratio) {
      worst_ratio = ratio;
      worst = measurement.labels.Name();
    }
  }
  if (count == 0) return;
  run->warnings.push_back(
      fmt::format("{} case(s) took less than {} of their floor, the least {:.2f}: {}", count,
                  kFloorTolerance, worst_ratio, worst));
}

}  // namespace

Session::Session(const SessionOptions& options, std::vector<Case> cases, Device* device,
                 Progress* progress)
    : options_(options),
      cases_(std::move(cases)),
      device_(device),
      progress_(progress),
      plan_(PlanWithCeilings(SupportedProblems(cases_), GemmProblems(cases_, *device))),
      pool_(plan_, device),
      ceilings_(GemmProblems(cases_, *device), plan_, pool_, device),
      launches_(cases_.size()),
      started_(std::chrono::steady_clock::now()) {}

SessionCost Session::Measure(Run* run, const std::function<void()>& save) {
  ListCases(run);
  save();
  MeasureCeilings("start", run);
  PrepareCases(run);
  MeasureRounds(run, save);
  if (stopped_.empty()) {
    MeasureCeilings("end", run);
    CheckFloors(device_->placement(), run);
    run->complete = true;
  } else {
    FinishStopped(run);
  }
  save();
  cost_.wall = ElapsedSeconds();
  return cost_;
}

void Session::MeasureRounds(Run* run, const std::function<void()>& save) {
  progress_->Begin("measuring visit", static_cast<size_t>(options_.rounds + 1) * cases_.size());
  for (int round = 0; round <= options_.rounds; ++round) {
    MeasureRound(round, run);
    if (Stopped()) break;
    if (round == (options_.rounds + 1) / 2) MeasureCeilings("middle", run);
    save();
  }
  progress_->End();
}

bool Session::Stopped() {
  if (!stopped_.empty()) return true;
  if (options_.interrupted && options_.interrupted()) {
    stopped_ = "the run was interrupted";
  } else if (options_.budget_seconds && ElapsedSeconds() >= *options_.budget_seconds) {
    stopped_ = fmt::format("the budget of {} s was spent", *options_.budget_seconds);
  }
  return !stopped_.empty();
}

// Marks which cases have fewer samples than planned, and which have none.
void Session::FinishStopped(Run* run) const {
  int fewer = 0;
  for (Measurement& measurement : run->measurements) {
    if (measurement.status == Status::kNotRun) measurement.reason = stopped_;
    const auto visits = static_cast<int>(JudgedVisits(measurement).size());
    if (measurement.status != Status::kOk || visits == options_.rounds) continue;
    measurement.reason = fmt::format("{} of {} visits: {}", visits, options_.rounds, stopped_);
    ++fewer;
  }
  CheckFloors(device_->placement(), run);
  run->warnings.push_back(fmt::format("{}: {} case(s) have fewer samples, {} have none", stopped_,
                                      fewer, CountStatus(*run, Status::kNotRun)));
}

void Session::ListCases(Run* run) const {
  for (const Case& c : cases_) {
    Measurement measurement;
    measurement.labels = c.labels;
    measurement.reason = "the run ended before it";  // what a killed process leaves
    measurement.flop_count = c.problem.flop_count();
    measurement.byte_count = c.problem.byte_count();
    run->measurements.push_back(std::move(measurement));
  }
}

void Session::PrepareCases(Run* run) {
  progress_->Begin("verifying case", cases_.size());
  for (size_t i = 0; i < cases_.size() && !Stopped(); ++i) {
    progress_->Step(i, static_cast<double>(i) / static_cast<double>(cases_.size()),
                    cases_[i].short_name());
    PrepareCase(i, &run->measurements[i]);
  }
  progress_->End();
}

void Session::PrepareCase(size_t index, Measurement* measurement) {
  const Case& c = cases_[index];
  if (const auto why = c.kernel->unsupported(c.problem)) {
    return Fail(Status::kUnsupported, *why, measurement);
  }
  try {
    launches_[index] = VerifiedLaunch(c, measurement);
  } catch (const std::exception& error) {
    FailCase(index, error, measurement);
  }
}

void Session::FailCase(size_t index, const std::exception& error, Measurement* measurement) {
  Fail(Status::kFailed, error.what(), measurement);
  launches_[index] = nullptr;
  if (!device_->Usable()) stopped_ = fmt::format("the device was lost in {}", cases_[index].name());
}

Launch Session::VerifiedLaunch(const Case& c, Measurement* measurement) {
  const AttentionScoreTensors tensors = pool_.Tensors(c.problem);
  Launch launch = c.kernel->prepare(c.problem, tensors);
  const double begun = ElapsedSeconds();
  const ScoreCheck check = VerifyLaunch(c.problem, tensors, launch, device_);
  cost_.verification += ElapsedSeconds() - begun;
  if (std::isfinite(check.max_error)) measurement->max_error = check.max_error;
  measurement->error_bound = check.error_bound;
  if (check.correct()) return launch;
  Fail(Status::kIncorrect, check.Describe(), measurement);
  return nullptr;
}

// How much of a round's work a visit is: by its floor, as nothing better is known beforehand.
double Session::Work(size_t index, const Run& run) const {
  if (!launches_[index]) return 0;
  return run.measurements[index].floor_seconds.value_or(1e-6);
}

void Session::MeasureRound(int round, Run* run) {
  double round_work = 0;
  for (size_t i = 0; i < cases_.size(); ++i) round_work += Work(i, *run);
  const double rounds = options_.rounds + 1;
  double done_work = 0;
  int order = 0;
  for (const size_t index : RoundOrder(cases_.size(), round, options_.seed)) {
    if (Stopped()) return;
    Measurement* measurement = &run->measurements[index];
    progress_->Step(static_cast<size_t>(round) * cases_.size() + static_cast<size_t>(order),
                    (round + done_work / std::max(round_work, 1e-9)) / rounds,
                    cases_[index].short_name());
    const double work = Work(index, *run);
    VisitCase(index, round, order++, measurement);
    done_work += work;
  }
}

void Session::VisitCase(size_t index, int round, int order, Measurement* measurement) {
  const Launch& launch = launches_[index];
  if (!launch) return;
  try {
    Visit visit;
    visit.round = round;
    visit.order = order;
    visit.at_seconds = ElapsedSeconds();
    if (round == 0) visit.flags.emplace_back(kWarmupFlag);
    VisitTimes times = device_->TimeVisit(launch, options_.launches);
    visit.seconds = std::move(times.seconds);
    visit.sm_clock_hertz = times.sm_clock_hertz;
    visit.temperature_celsius = times.temperature_celsius;
    visit.flags.insert(visit.flags.end(), times.flags.begin(), times.flags.end());
    cost_.device = std::accumulate(visit.seconds.begin(), visit.seconds.end(), cost_.device);
    measurement->visits.push_back(std::move(visit));
    if (round > 0) {
      measurement->status = Status::kOk;
      measurement->reason.clear();
    }
  } catch (const std::exception& error) {
    FailCase(index, error, measurement);
  }
}

void Session::MeasureCeilings(const char* at, Run* run) {
  cost_.device += ceilings_.Measure(at, &run->ceilings);
  for (size_t i = 0; i < cases_.size(); ++i) {
    run->measurements[i].floor_seconds = FloorSeconds(cases_[i].problem, *run);
  }
}

double Session::ElapsedSeconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

}  // namespace attnwatch
