// SPDX-License-Identifier: Apache-2.0
#include "compare/power/simulated_year.h"

#include <cmath>
#include <random>
#include <string>

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
constexpr double kOwnClock = 0.003;  // of the log clock of a case in a night, beyond the machine's
// A point in an environment, of the same code: two differ by 0.15 %, two boards by 0.35 % more.
// Every second environment is another board.
constexpr double kEnvironment = 0.0011;
constexpr double kBoard = 0.0025;
constexpr size_t kSamples = 20;
constexpr double kLogClock = 21.3;

class Simulator {
 public:
  Simulator(const YearPlan& plan, uint64_t seed) : plan_(plan), random_(seed), more_(~seed) {
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
  double More() { return more_normal_(more_); }
  double Uniform() { return uniform_(random_); }

  void AddNight(size_t night, SimulatedYear* year) {
    const bool is_after = night >= kEventNight;
    double noise = is_after ? plan_.noise : 1;
    if (plan_.event == YearEvent::kNoise && is_after) noise = plan_.size;
    const bool has_lower_clock =
        (plan_.event == YearEvent::kThrottledNight && night == kEventNight) ||
        (plan_.event == YearEvent::kMachineClock && is_after);
    double clock = kClock * Normal() - (has_lower_clock ? plan_.size : 0);
    const double own = OwnClock(is_after);
    clock += own;
    const size_t epoch = EpochOf(night);
    if (epoch != epoch_) {
      if (epoch % 2 == 0) board_ = kBoard * More();
      environment_ = kEnvironment * More();
    }
    epoch_ = epoch;
    double at_clock = noise * (process_ * Normal() + kNight * Normal());
    if (Uniform() < slow_share_) at_clock += gap_;
    if (Uniform() < kOutlierShare) at_clock -= kOutlierMean * std::log(1 - Uniform());
    if (plan_.environment_nights > 0) at_clock += board_ + environment_;
    if (is_after) at_clock += Planted(night);
    const double time = at_clock + elasticity_ * clock;
    // The logarithm of a sample variance of kSamples is about normal.
    const double chance = std::sqrt(2.0 / (kSamples - 1)) * Normal();
    year->nights.push_back(
        {time, kLogClock + clock, elasticity_ + kElasticityError * Normal(), kElasticityError});
    year->raw.push_back(time);
    year->own_clocks.push_back(own);
    year->epochs.push_back(epoch);
    year->log_variances.push_back(2 * std::log(noise * sample_) + chance);
  }

  double OwnClock(bool is_after) {
    const bool is_lower = plan_.event == YearEvent::kOwnClock && is_after;
    return kOwnClock * More() - (is_lower ? plan_.size : 0);
  }

  size_t EpochOf(size_t night) const {
    if (plan_.event == YearEvent::kEnvironmentStep) return night >= kEventNight ? 1 : 0;
    return plan_.environment_nights > 0 ? night / plan_.environment_nights : 0;
  }

  double Planted(size_t night) const {
    if (plan_.event == YearEvent::kStep || plan_.event == YearEvent::kEnvironmentStep) {
      return plan_.size;
    }
    if (plan_.event == YearEvent::kCreep) {
      return plan_.size * static_cast<double>(night - kEventNight + 1);
    }
    return 0;
  }

  YearPlan plan_;
  std::mt19937_64 random_;
  std::mt19937_64 more_;  // what was added later, so that the rest of a year stays what it was
  std::normal_distribution<double> normal_, more_normal_;
  std::uniform_real_distribution<double> uniform_;
  double process_ = 0, sample_ = 0, elasticity_ = 0, gap_ = 0, slow_share_ = 0;
  double board_ = 0, environment_ = 0;
  size_t epoch_ = 0;
  bool has_two_states_ = false;
};

}  // namespace

SimulatedYear SimulateYear(const YearPlan& plan, uint64_t seed) {
  return Simulator(plan, seed).Simulate();
}

TrendSeries MakeTrendSeries(const SimulatedYear& year) {
  TrendSeries series;
  for (size_t first = 0; first < year.nights.size();) {
    const size_t epoch = year.epochs[first];
    size_t end = first;
    while (end < year.nights.size() && year.epochs[end] == epoch) ++end;
    const std::vector<ClockedNight> nights(year.nights.begin() + static_cast<std::ptrdiff_t>(first),
                                           year.nights.begin() + static_cast<std::ptrdiff_t>(end));
    const ClockFit fit = FitClock(nights);
    const auto times = AdjustToClock(nights);
    for (size_t i = 0; i < times.size(); ++i) {
      const size_t night = first + i;
      if (!times[i]) continue;
      series.points.push_back({night, epoch, *times[i], year.log_variances[night],
                               fit.elasticity * year.own_clocks[night]});
    }
    // Every second environment is another board.
    series.epochs[epoch] = {fit.log_clock, fit.elasticity, std::to_string(epoch / 2)};
    first = end;
  }
  return series;
}

}  // namespace attnwatch
