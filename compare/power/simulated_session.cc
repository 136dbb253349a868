// SPDX-License-Identifier: Apache-2.0
#include "compare/power/simulated_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/case_summary.h"
#include "compare/power/replayed_session.h"

namespace attnwatch {
namespace {

constexpr double kClock = 1.7e9;
constexpr double kDriftSeconds = 300;
constexpr double kRampSeconds = 120;
constexpr double kThrottleSeconds = 20;
constexpr double kThrottledLogClock = -0.0834;  // 8 % lower

double Uniform(std::mt19937_64* random) { return static_cast<double>((*random)() >> 11) * 0x1p-53; }

}  // namespace

SimulatedSession::SimulatedSession(const Machine& machine, const Plantings& plantings,
                                   uint64_t seed)
    : machine_(machine), random_(seed) {
  clock_drift_ = machine_.clock_drift * Normal();
  other_drift_ = machine_.other_drift * Normal();
  std::mt19937_64 states(machine_.two_state_seed);
  for (const Measurement& measurement : machine_.prototype->measurements) {
    if (measurement.status != Status::kOk) continue;
    points_.push_back(MakePoint(measurement, plantings));
    MakeStates(&states, &points_.back());
  }
}

SimulatedSession::Point SimulatedSession::MakePoint(const Measurement& prototype,
                                                    const Plantings& plantings) {
  const PointNoise* noise = FindPoint(*machine_.noise, prototype.labels);
  Point point;
  point.prototype = &prototype;
  point.key = CaseKey(prototype.labels);
  point.log_seconds = SummarizeCase(prototype).log_median;
  const double scale = machine_.noise_scale * std::exp(machine_.record_error * Normal());
  if (noise != nullptr) {
    point.elasticity = noise->elasticity;
    point.process_deviation = scale * std::sqrt(std::max(0.0, noise->adjusted_variance));
    point.visit_deviation = scale * std::sqrt(std::max(0.0, noise->visit_variance));
  }
  const auto planted = plantings.find(point.key);
  if (planted != plantings.end()) point.planted = planted->second;
  return point;
}

void SimulatedSession::MakeStates(std::mt19937_64* random, Point* point) const {
  if (Uniform(random) >= machine_.two_state_share) return;
  point->gap = 0.01 + 0.03 * Uniform(random);
  point->slow_state_probability = 0.15 + 0.35 * Uniform(random);
}

// Exact steps of the process, whatever their length.
void SimulatedSession::AdvanceDrifts(double to_seconds) {
  const double keep = std::exp(-(to_seconds - drifted_to_) / kDriftSeconds);
  const double spread = std::sqrt(1 - keep * keep);
  clock_drift_ = keep * clock_drift_ + machine_.clock_drift * spread * Normal();
  other_drift_ = keep * other_drift_ + machine_.other_drift * spread * Normal();
  drifted_to_ = to_seconds;
}

bool SimulatedSession::IsThrottled(double at_seconds) {
  const auto stretch = static_cast<size_t>(at_seconds / kThrottleSeconds);
  while (throttled_.size() <= stretch) {
    throttled_.push_back(Uniform(&random_) < machine_.throttled_share);
  }
  return throttled_[stretch];
}

Visit SimulatedSession::MakeVisit(const Point& point, int round, double at_seconds,
                                  double log_time) {
  const double log_clock = clock_drift_ + machine_.visit_clock_deviation * Normal() +
                           (IsThrottled(at_seconds) ? kThrottledLogClock : 0);
  const double ramp = -machine_.cold_ramp * std::exp(-at_seconds / kRampSeconds);
  Visit visit;
  visit.round = round;
  visit.at_seconds = at_seconds;
  visit.sm_clock_hertz = kClock * std::exp(log_clock);
  visit.temperature_celsius = 60;
  const double log_visit = log_time + point.elasticity * log_clock + other_drift_ + ramp +
                           point.visit_deviation * Normal();
  for (int i = 0; i < machine_.launches; ++i) {
    visit.seconds.push_back(std::exp(log_visit + machine_.sample_deviation * Normal()));
  }
  return visit;
}

Measurement SimulatedSession::MeasurePoint(const Point& point, Arm arm, double begin,
                                           double seconds) {
  double log_time = point.log_seconds + point.process_deviation * Normal();
  if (arm == Arm::kCandidate) log_time += point.planted;
  if (Uniform(&random_) < point.slow_state_probability) log_time += point.gap;
  if (Uniform(&random_) < machine_.outlier_share)
    log_time -= machine_.outlier_mean * std::log1p(-Uniform(&random_));
  Measurement measurement;
  measurement.labels = point.prototype->labels;
  measurement.status = Status::kOk;
  measurement.launched = point.prototype->launched;
  for (int round = 1; round <= machine_.rounds; ++round) {
    const double share = (round + Uniform(&random_)) / (machine_.rounds + 1);
    measurement.visits.push_back(MakeVisit(point, round, begin + share * seconds, log_time));
  }
  return measurement;
}

const Run& SimulatedSession::Measure(Arm arm, const std::vector<Labels>& cases) {
  const CaseKeys wanted = KeysOf(cases);
  std::vector<const Point*> points;
  double seconds = 0;
  for (const Point& point : points_) {
    if (!wanted.empty() && wanted.count(point.key) == 0) continue;
    points.push_back(&point);
    seconds += std::exp(point.log_seconds) * machine_.launches * (machine_.rounds + 1);
  }
  seconds += ProcessOverheadSeconds(points.size());
  AdvanceDrifts(seconds_ + seconds / 2);
  Run run;
  run.grid = machine_.prototype->grid;
  run.suite = machine_.prototype->suite;
  run.id = fmt::format("20261123T120000Z-simulated-{:04}", measured_.size());
  run.complete = true;
  run.environment = machine_.prototype->environment;
  for (const Point* point : points) {
    run.measurements.push_back(MeasurePoint(*point, arm, seconds_, seconds));
  }
  seconds_ += seconds;
  measured_.push_back(std::move(run));
  return measured_.back();
}

}  // namespace attnwatch
