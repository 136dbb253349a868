// SPDX-License-Identifier: Apache-2.0
//
// SimulatedYear: the nights of one case of a made-up device, a process a night, with what may
// change. Log times are sums of parts:
//
//   log t = elasticity x log clock + night + process + state + outlier + environment + planted
//   log clock = machine + own
//
//   const SimulatedYear year = SimulateYear({YearEvent::kStep, 0.02}, seed);
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "compare/trend/clock_adjustment.h"
#include "compare/trend/trend.h"

namespace attnwatch {

// From kEventNight on.
enum class YearEvent {
  kNothing,
  kStep,
  kCreep,
  kThrottledNight,
  kNoise,
  kEnvironmentStep,  // a step that comes with a new environment
  kMachineClock,     // lower for good
  kOwnClock,         // of this case alone
};

struct YearPlan {
  YearEvent event = YearEvent::kNothing;
  double size = 0;   // of log time; a night for a creep; the clock's drop; the noise's factor
  double noise = 1;  // factor from kEventNight on, beside the event
  size_t environment_nights = 0;  // a new one every so many: all but the code; 0 for none
};

inline constexpr size_t kEventNight = 90;
inline constexpr size_t kYearNights = 365;

struct SimulatedYear {
  std::vector<ClockedNight> nights;
  std::vector<double> log_variances;
  std::vector<double> raw;  // log medians as measured, which other rules look at
  bool has_two_states = false;
  std::vector<double> own_clocks;  // log clock of the case beyond the machine's
  std::vector<size_t> epochs;      // of each night
};

// Every third case computes, every third waits for memory, every third is short and noisy; 3 % have
// two states.
SimulatedYear SimulateYear(const YearPlan& plan, uint64_t seed);

// As the tool sees it.
TrendSeries MakeTrendSeries(const SimulatedYear& year);

}  // namespace attnwatch
