// SPDX-License-Identifier: Apache-2.0
#include "compare/power/replayed_session.h"

#include <cmath>

#include "results/summary.h"

namespace attnwatch {
namespace {

// The first judged visits, slower by `factor`.
Measurement Replay(const Measurement& measurement, int rounds, double factor) {
  Measurement replayed = measurement;
  replayed.visits.clear();
  for (const Visit* visit : JudgedVisits(measurement)) {
    if (static_cast<int>(replayed.visits.size()) == rounds) break;
    replayed.visits.push_back(*visit);
    for (double& seconds : replayed.visits.back().seconds) seconds *= factor;
  }
  return replayed;
}

// One more round than is judged warms up.
double VisitSeconds(const Measurement& measurement) {
  double seconds = 0;
  for (const Visit& visit : measurement.visits) {
    for (const double sample : visit.seconds) seconds += sample;
  }
  const auto judged = static_cast<double>(measurement.visits.size());
  return judged > 0 ? seconds * (judged + 1) / judged : 0;
}

}  // namespace

// Fitted to processes of an H100: 6.3 s for the 341 cases of the figure, of which the verification
// and the pauses between visits grow with the cases.
double ProcessOverheadSeconds(size_t case_count) {
  return 3.5 + 0.008 * static_cast<double>(case_count);
}

ReplayedSession::ReplayedSession(const std::vector<const Run*>& runs, int rounds,
                                 const Plantings& plantings, uint64_t seed)
    : rounds_(rounds), plantings_(plantings) {
  std::mt19937_64 random(seed);
  for (size_t i = 0; i + 1 < runs.size(); i += 2) {
    order_.push_back({{runs[i], runs[i + 1]}, random() % 2 == 0});
  }
  // Not std::shuffle, whose order is the library's own.
  for (size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[random() % i]);
}

const Run& ReplayedSession::Measure(Arm arm, const std::vector<Labels>& cases) {
  const Pair& pair = order_.at(measured_.size() / 2);
  const Run& source = *pair.runs[(arm == Arm::kCandidate) != pair.swap ? 1 : 0];
  const CaseKeys wanted = KeysOf(cases);
  Run run;
  run.suite = source.suite;
  run.grid = source.grid;
  run.id = source.id;
  run.started_at = source.started_at;
  run.complete = source.complete;
  run.environment = source.environment;
  for (const Measurement& measurement : source.measurements) {
    const auto key = CaseKey(measurement.labels);
    if (!wanted.empty() && wanted.count(key) == 0) continue;
    const auto planting = plantings_.find(key);
    const bool slower = arm == Arm::kCandidate && planting != plantings_.end();
    run.measurements.push_back(
        Replay(measurement, rounds_, slower ? std::exp(planting->second) : 1));
    seconds_ += VisitSeconds(run.measurements.back());
  }
  seconds_ += ProcessOverheadSeconds(run.measurements.size());
  measured_.push_back(std::move(run));
  return measured_.back();
}

}  // namespace attnwatch
