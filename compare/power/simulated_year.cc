// SPDX-License-Identifier: Apache-2.0
#include "compare/power/simulated_year.h"

#include <cmath>
#include <random>

namespace attnwatch {
namespace {

// What is known and what is assumed of the noise of devices: deviations of log time. A process is
// the night's only one, so that its noise is not averaged.
struct CaseClass {
  double process;     // between processes
  double sample;      // within one
  double elasticity;  // of time, of the SM clock
};
constexpr CaseClass kClasses[] = {
    {0.0020, 0.0030, -1.0}, {0.0025, 0.0035, -0.15}, {0.0050, 0.0120, -0.7}};
constexpr double kClassSpread = 0.3;       // of the logarithm of a case's deviations
constexpr double kNight = 0.0015;          // a case in a night, beyond the clock
constexpr double kClock = 0.010;           // of the log clock, a night
constexpr double kElasticitySpread = 0.1;  // of a case around its class
constexpr double kElasticityError = 0.1;   // of a night's estimate
constexpr double kTwoStateShare = 0.03;
constexpr double kOutlierShare = 0.004;  // of nights: slower by an exponential of ...
constexpr double kOutlierMean = 0.02;    // ... this mean
constexpr size_t kSamples = 20;
constexpr double kLogClock = 21.3;

class Simulator {
 public:
  Simulator(const YearPlan& plan, uint64_t seed) : plan_(plan), random_(seed) {
    const CaseClass& of_case = kClasses[seed % 3];
    const double factor = std::exp(kClassSpread * Normal());
    process_ = factor * of_case.process;
    sample_ = factor * of_case.sample;
    elasticity_ = of_case.elasticity + kElasticitySpread * Normal();
    has_two_states_ = Uniform() < kTwoStateShare;
    gap_ = has_two_states_ ? 0.01 + 0.03 * Uniform() : 0;
    slow_share_ = 0.15 + 0.35 * Uniform();
  }

  SimulatedYear Simulate() {
    SimulatedYear year;
    year.has_two_states = has_two_states_;
    for (size_t night = 0; night < kYearNights; ++night) AddNight(night, &year);
    return year;
  }

 private:
  double Normal() { return normal_(random_); }
  double Uniform() { return uniform_(random_); }

  void AddNight(size_t night, SimulatedYear* year) {
    const bool is_after = night >= kEventNight;
    const double noise = plan_.event == YearEvent::kNoise && is_after ? plan_.size : 1;
    double clock = kClock * Normal();
    if (plan_.event == YearEvent::kThrottledNight && night == kEventNight) clock -= plan_.size;
    double at_clock = noise * (process_ * Normal() + kNight * Normal());
    if (Uniform() < slow_share_) at_clock += gap_;
    if (Uniform() < kOutlierShare) at_clock -= kOutlierMean * std::log(1 - Uniform());
    if (is_after) at_clock += Planted(night);
    const double time = at_clock + elasticity_ * clock;
    // The logarithm of a sample variance of kSamples is about normal.
    const double chance = std::sqrt(2.0 / (kSamples - 1)) * Normal();
    year->nights.push_back(
        {time, kLogClock + clock, elasticity_ + kElasticityError * Normal(), kElasticityError});
    year->raw.push_back(time);
    year->log_variances.push_back(2 * std::log(noise * sample_) + chance);
  }

  double Planted(size_t night) const {
    if (plan_.event == YearEvent::kStep) return plan_.size;
    if (plan_.event == YearEvent::kCreep) {
      return plan_.size * static_cast<double>(night - kEventNight + 1);
    }
    return 0;
  }

  YearPlan plan_;
  std::mt19937_64 random_;
  std::normal_distribution<double> normal_;
  std::uniform_real_distribution<double> uniform_;
  double process_ = 0, sample_ = 0, elasticity_ = 0, gap_ = 0, slow_share_ = 0;
  bool has_two_states_ = false;
};

}  // namespace

SimulatedYear SimulateYear(const YearPlan& plan, uint64_t seed) {
  return Simulator(plan, seed).Simulate();
}

TrendSeries MakeTrendSeries(const SimulatedYear& year) {
  TrendSeries series;
  const auto times = AdjustToClock(year.nights);
  for (size_t night = 0; night < times.size(); ++night) {
    if (times[night]) series.points.push_back({night, 0, *times[night], year.log_variances[night]});
  }
  return series;
}

}  // namespace attnwatch
