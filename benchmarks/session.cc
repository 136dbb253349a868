// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <utility>

#include "benchmarks/guards.h"
#include "benchmarks/schedule.h"
#include "benchmarks/settle.h"
#include "results/error.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

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

// A window of settling: long enough for the clock to answer to what the last one drew.
constexpr double kSettleWindowSeconds = 0.2;
// Launches behind one blocked stream; more would not fit its queue.
constexpr int kSettleLaunchesMost = 128;

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
      started_(std::chrono::steady_clock::now()) {
  runners_.reserve(cases_.size());
  for (const Case& c : cases_) runners_.emplace_back(c, &pool_, device_, &references_);
}

SessionCost Session::Measure(Run* run, const std::function<void()>& save) {
  ListCases(run);
  save();
  watchdog_ = std::make_unique<Watchdog>(std::chrono::duration<double>(options_.hang_seconds),
                                         [=] { EndHung(run, save); });
  PrepareCases(run);
  if (stopped_.empty() && device_->placement() == Placement::kDevice) Settle(run);
  MeasureRounds(run, save);
  if (stopped_.empty()) MeasureCeilings("end", run);
  VerifyAgain(run);
  Finish(run);
  save();
  cost_.wall = ElapsedSeconds();
  return cost_;
}

void Session::Finish(Run* run) {
  run->complete = stopped_.empty();
  if (!run->complete) FinishStopped(run);
  ApplyGuards(device_->placement(), device_->TimerTickSeconds(), run);
  for (std::string& warning : device_->Warnings()) {
    const auto& known = run->warnings;
    if (std::find(known.begin(), known.end(), warning) == known.end()) {
      run->warnings.push_back(std::move(warning));
    }
  }
}

void Session::MeasureRounds(Run* run, const std::function<void()>& save) {
  progress_->Begin("measuring visit", static_cast<size_t>(options_.rounds + 1) * cases_.size());
  for (int round = 0; round <= options_.rounds; ++round) {
    MeasureRound(round, run);
    if (Stopped()) break;
    // Not before the first round: a board that just settled on its hottest work is not in the
    // state that the rounds keep it in (a GEMM 20 % slower, on an H100).
    if (round == 0) MeasureCeilings("start", run);
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
    if (i + 1 < cases_.size()) references_.Prefetch(cases_[i + 1].problem);
    PrepareCase(i, &run->measurements[i]);
  }
  progress_->End();
}

void Session::PrepareCase(size_t index, Measurement* measurement) {
  const double begun = ElapsedSeconds();
  Guarded(index, measurement, [&] {
    if (!runners_[index].Prepare(measurement)) return;
    const double planted = PlantedFraction(options_.plants, cases_[index].name());
    if (planted > 0) runners_[index].Plant(planted);
    if (IsHeatPlanted(options_.plants, cases_[index].name())) {
      runners_[index].PlantHeat(ceilings_.HottestWork());
    }
  });
  cost_.verification += ElapsedSeconds() - begun;
}

void Session::Guarded(size_t index, Measurement* measurement, const std::function<void()>& work) {
  launching_ = index;
  watchdog_->Arm();
  try {
    work();
  } catch (const std::exception& error) {
    FailCase(index, error, measurement);
  }
  watchdog_->Disarm();
}

void Session::FailCase(size_t index, const std::exception& error, Measurement* measurement) {
  measurement->status = Status::kFailed;
  measurement->reason = error.what();
  runners_[index].Drop();
  if (!device_->Usable()) stopped_ = fmt::format("the device was lost in {}", cases_[index].name());
}

void Session::EndHung(Run* run, const std::function<void()>& save) {
  const std::string& name = cases_[launching_].name();
  stopped_ = fmt::format("hung: no answer for {:g} s in {}", options_.hang_seconds, name);
  run->measurements[launching_].status = Status::kFailed;
  run->measurements[launching_].reason = stopped_;
  FinishStopped(run);
  save();
  std::fprintf(stderr, "\nattention_score: %s\n", stopped_.c_str());
  std::_Exit(kExitMissing);  // the hung thread, and what it holds, cannot be waited for
}

void Session::Settle(Run* run) {
  const double begun = ElapsedSeconds();
  const Launch& launch = ceilings_.HottestWork();
  const double seconds = device_->TimeVisit(launch, 1).seconds.front();
  const int launches =
      std::clamp(static_cast<int>(kSettleWindowSeconds / seconds), 1, kSettleLaunchesMost);
  SettleWatch watch;
  bool settled = false;
  while (!settled && ElapsedSeconds() - begun < options_.settle_seconds && !Stopped()) {
    const VisitTimes times = device_->TimeVisit(launch, launches);
    cost_.device = std::accumulate(times.seconds.begin(), times.seconds.end(), cost_.device);
    settled = watch.Add(times.sm_clock_hertz, times.temperature_celsius);
  }
  Labels& soft = run->environment.soft;
  soft.Set("settled", settled ? "true" : "false");
  soft.Set("settle_seconds", fmt::format("{:.1f}", ElapsedSeconds() - begun));
}

void Session::VerifyAgain(Run* run) {
  const double begun = ElapsedSeconds();
  for (size_t i = 0; i < cases_.size(); ++i) runners_[i].VerifyAgain(&run->measurements[i]);
  cost_.verification += ElapsedSeconds() - begun;
}

// How much of a round's work a visit is: by its floor, as nothing better is known beforehand.
double Session::Work(size_t index, const Run& run) const {
  if (!runners_[index].ready()) return 0;
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
  if (!runners_[index].ready()) return;
  Guarded(index, measurement, [&] {
    Visit visit;
    visit.round = round;
    visit.order = order;
    visit.at_seconds = ElapsedSeconds();
    if (round == 0) visit.flags.emplace_back(kWarmupFlag);
    runners_[index].Visit(options_.launches, &visit);
    cost_.device = std::accumulate(visit.seconds.begin(), visit.seconds.end(), cost_.device);
    measurement->visits.push_back(std::move(visit));
    if (round > 0) {
      measurement->status = Status::kOk;
      measurement->reason.clear();
    }
  });
}

void Session::MeasureCeilings(const char* at, Run* run) {
  if (!options_.ceilings) return;
  cost_.device += ceilings_.Measure(at, &run->ceilings);
  for (size_t i = 0; i < cases_.size(); ++i) {
    run->measurements[i].floor_seconds = FloorSeconds(cases_[i].problem, *run);
  }
}

double Session::ElapsedSeconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

}  // namespace attnwatch
