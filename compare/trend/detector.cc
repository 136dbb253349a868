// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/detector.h"

#include <algorithm>
#include <cmath>

#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// A deviation of the log variance of a night's samples: of 8 to 20 samples, less is chance.
constexpr double kNoiseDeviationFloor = 0.5;
// Successive nights that differ by far more than a night's deviation, added up as in a Cusum:
// squares in units of their expectation, clipped so that one odd night (two differences) is not
// enough.
constexpr double kScatterClip = 12;
constexpr double kScatterAllowance = 3;
constexpr double kScatterCap = 45;
// Above it a level is not to be told from noise. A step, which is one difference, stays below.
constexpr double kScatterHolds = 10;
constexpr double kScatterAlarm = 30;
// The same of the noise within nights, as a share of its alarm: one night of thrice the noise.
constexpr double kNoiseHolds = 0.4;
constexpr size_t kScatterNights = 10;
// A level that changes once is a step; states are left and entered again and again.
constexpr size_t kTransitionsLeast = 4;
constexpr size_t kStateNights = 120;
constexpr double kStatesGapLeast = 0.005;  // closer ones are noise like any other

double MedianOfFirst(std::vector<double> values, size_t most) {
  if (values.size() > most) values.resize(most);
  return *Median(std::move(values));
}

std::optional<TwoStates> FindStates(const std::vector<TrendPoint>& points) {
  std::vector<double> values;
  const size_t first = points.size() > kStateNights ? points.size() - kStateNights : 0;
  for (size_t i = first; i < points.size(); ++i) values.push_back(points[i].log_seconds);
  const auto states = FindTwoStates(values);
  if (!states || states->gap < kStatesGapLeast) return std::nullopt;
  size_t transitions = 0;
  for (size_t i = 1; i < values.size(); ++i) {
    transitions += (values[i] > states->middle) != (values[i - 1] > states->middle) ? 1 : 0;
  }
  return transitions >= kTransitionsLeast ? states : std::nullopt;
}

}  // namespace

// While nothing looks wrong, nights may teach. Later ones must not: a creep would teach itself.
bool Detector::IsQuiet() const {
  return std::all_of(watches_.begin(), watches_.end(), [&](const Watch& watch) {
    return !watch.sum.in_alarm() && watch.sum.sum() <= policy_->limits.alarm / 2;
  });
}

void Detector::Learn(const TrendPoint& point) {
  if (learned_.size() >= policy_->deviation_most || !IsQuiet()) return;
  learned_.push_back(point.log_seconds);
  learned_noise_.push_back(point.log_variance);
  if (learned_.size() >= policy_->reference_least) Estimate();
}

void Detector::Estimate() {
  reference_ = MedianOfFirst(learned_, policy_->reference_most);
  noise_reference_ = MedianOfFirst(learned_noise_, policy_->reference_most);
  deviation_ = NightDeviation(learned_, policy_->deviation_floor);
  noise_deviation_ = NightDeviation(learned_noise_, kNoiseDeviationFloor);
  // Not every night: each look finds states in a few percent of the cases that have one.
  const bool is_look =
      learned_.size() == policy_->reference_most || learned_.size() == policy_->deviation_most;
  if (const auto states = is_look ? FindStates(points_) : std::nullopt) two_states_ = states;
  if (watches_.empty()) StartWatches();
}

void Detector::StartWatches() {
  const CusumLimits& limits = policy_->limits;
  const double allowance = std::max(limits.allowance, limits.half_shift / deviation_);
  watches_ = {
      {TrendKind::kSlower, Cusum(allowance, limits.alarm, limits.night_most)},
      {TrendKind::kFaster, Cusum(allowance, limits.alarm, limits.night_most)},
      {TrendKind::kNoisier, Cusum(policy_->noise_allowance, limits.alarm, limits.night_most)}};
}

double Detector::RatioSince(std::optional<size_t> night) const {
  std::vector<double> values;
  for (auto point = points_.rbegin(); point != points_.rend(); ++point) {
    if (night && point->night <= *night) break;
    values.push_back(point->log_seconds);
  }
  // The last ones: a creep is as large as it is now, not as it was on average.
  constexpr size_t kLast = 5;
  if (values.size() > kLast) values.resize(kLast);
  return values.empty() ? 0 : *Median(std::move(values)) - reference_;
}

// Of the last nights, in deviations, from the differences of successive ones: a step is only one.
double Detector::RecentScatter() const {
  std::vector<double> differences;
  for (size_t i = points_.size(); i-- > 1 && differences.size() < kScatterNights;) {
    differences.push_back(std::abs(points_[i].log_seconds - points_[i - 1].log_seconds));
  }
  if (differences.empty()) return 0;
  return kMadToDeviation * *Median(std::move(differences)) / std::sqrt(2.0) / deviation_;
}

void Detector::Update(Watch* watch, double z, const TrendPoint& point, bool is_held,
                      std::vector<TrendAlarm>* alarms) {
  const bool in_alarm = watch->sum.Add(z, point.night);
  if (z > policy_->limits.allowance) {
    watch->row.Add(z, point.log_variance - noise_reference_);
  } else {
    watch->row = {};
  }
  if (!in_alarm) {
    if (watch->alarm) (*alarms)[*watch->alarm].ended = point.night;
    watch->alarm.reset();
    return;
  }
  if (!watch->alarm && (!is_held || watch->row.IsClear(RecentScatter()))) {
    watch->alarm = alarms->size();
    alarms->push_back({watch->kind, point.night, watch->sum.last_zero(), std::nullopt, 0});
  }
  if (watch->alarm && watch->kind != TrendKind::kNoisier) {
    (*alarms)[*watch->alarm].log_ratio = RatioSince((*alarms)[*watch->alarm].last_good);
  }
}

// Before a level is called: is it one of two states? Then their gap is no news, and the sums that
// it filled are emptied.
bool Detector::Recheck(size_t night, std::vector<TrendAlarm>* alarms) {
  if (two_states_) return false;
  two_states_ = FindStates(points_);
  if (!two_states_) return false;
  for (const Watch& watch : watches_) {
    if (watch.alarm) (*alarms)[*watch.alarm].ended = night;
  }
  StartWatches();
  return true;
}

void Detector::Judge(const TrendPoint& point, std::vector<TrendAlarm>* alarms) {
  const double gap = two_states_ ? two_states_->gap : 0;
  const double z = (point.log_seconds - reference_) / deviation_;
  if (points_.size() > 1) {
    const double step = (point.log_seconds - points_[points_.size() - 2].log_seconds) / deviation_;
    const double excess = std::min(step * step / 2, kScatterClip) - kScatterAllowance;
    // What jumps between states is known to jump.
    scatter_ = two_states_ ? 0 : std::clamp(scatter_ + excess, 0.0, kScatterCap);
  }
  const double noise = (point.log_variance - noise_reference_) / noise_deviation_;
  // Both signs of it fill one sum: noise within a night, and between nights.
  const double between = scatter_ > kScatterAlarm ? policy_->limits.alarm : 0;
  Update(&watches_[2], std::max(noise, between), point, false, alarms);
  const bool is_held =
      scatter_ > kScatterHolds || watches_[2].sum.sum() > kNoiseHolds * policy_->limits.alarm;
  for (const double sign : {1.0, -1.0}) {
    Watch& watch = watches_[sign > 0 ? 0 : 1];
    Cusum trial = watch.sum;
    const double beyond = sign * z - gap / deviation_;
    if (!watch.alarm && trial.Add(beyond, point.night) && Recheck(point.night, alarms)) {
      return;
    }
    Update(&watch, beyond, point, is_held, alarms);
  }
}

void Detector::Add(const TrendPoint& point, std::vector<TrendAlarm>* alarms) {
  points_.push_back(point);
  if (!watches_.empty()) Judge(point, alarms);
  Learn(point);
}

TrendState Detector::State() const {
  TrendState state;
  state.nights = points_.size();
  state.is_learning = watches_.empty();
  if (state.is_learning) return state;
  state.reference = reference_;
  state.deviation = deviation_;
  state.two_states = two_states_;
  // A shift that exceeds the allowance by one deviation a night reaches the alarm in `alarm`
  // nights.
  const double allowance =
      std::max(policy_->limits.allowance * deviation_, policy_->limits.half_shift);
  state.minimum_detectable_log_ratio =
      (two_states_ ? two_states_->gap : 0) + allowance + deviation_;
  return state;
}

}  // namespace attnwatch
