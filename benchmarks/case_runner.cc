// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/case_runner.h"

#include <cmath>
#include <utility>

#include "benchmarks/slowdown.h"

namespace attnwatch {
namespace {

// Some 12 ms of an H100's GEMMs: the board lowers its clock. (30 ms lower it by 18 % and slow the
// cases that are visited next by 4 to 10 %.)
constexpr int kHeatLaunches = 8;

}  // namespace

bool CaseRunner::Prepare(Measurement* measurement) {
  const AttentionScoreProblem& problem = case_->problem;
  if (const auto why = case_->kernel->unsupported(problem)) {
    measurement->status = Status::kUnsupported;
    measurement->reason = *why;
    return false;
  }
  const AttentionScoreTensors tensors = pool_->Tensors(problem);
  launch_ = case_->kernel->prepare(problem, tensors);
  if (case_->kernel->algorithm != nullptr) {
    measurement->algorithm = case_->kernel->algorithm(problem);
  }
  Record(VerifyLaunch(problem, tensors, launch_, device_, references_), measurement);
  if (launch_) measurement->launched = device_->Launched(launch_);
  return ready();
}

void CaseRunner::Plant(double fraction) { launch_ = PlantSlowdown(launch_, fraction, device_); }

void CaseRunner::Visit(int launches, attnwatch::Visit* visit) {
  const AttentionScoreTensors tensors = pool_->Tensors(case_->problem);
  if (heat_) device_->TimeVisit(heat_, kHeatLaunches);
  PoisonSampledRows(case_->problem, tensors, device_);
  VisitTimes times = device_->TimeVisit(launch_, launches);
  last_rows_ = CopySampledRows(case_->problem, tensors, device_);
  visit->seconds = std::move(times.seconds);
  visit->sm_clock_hertz = times.sm_clock_hertz;
  visit->temperature_celsius = times.temperature_celsius;
  visit->power_watts = times.power_watts;
  visit->energy_joules = times.energy_joules;
  visit->power_cap_share = times.power_cap_share;
  visit->flags.insert(visit->flags.end(), times.flags.begin(), times.flags.end());
}

void CaseRunner::VerifyAgain(Measurement* measurement) {
  if (!ready() || last_rows_.empty()) return;
  const ScoreCheck check = CheckSampledRows(case_->problem, last_rows_, references_);
  if (check.correct()) return;
  Record(check, measurement);
  measurement->reason = "right before it was timed, wrong in its last visit: " + check.Describe();
}

void CaseRunner::Record(const ScoreCheck& check, Measurement* measurement) {
  measurement->max_error.reset();
  if (std::isfinite(check.max_error)) measurement->max_error = check.max_error;
  measurement->error_bound = check.error_bound;
  if (check.correct()) return;
  measurement->status = Status::kIncorrect;
  measurement->reason = check.Describe();
  Drop();
}

}  // namespace attnwatch
