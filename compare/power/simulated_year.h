// SPDX-License-Identifier: Apache-2.0
//
// SimulatedYear: the nights of one case of a made-up device, a process a night, with what may
// change. Log times are sums of parts:
//
//   log t = elasticity x log clock + night + process + state + outlier + planted
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
enum class YearEvent { kNothing, kStep, kCreep, kThrottledNight, kNoise };

struct YearPlan {
  YearEvent event = YearEvent::kNothing;
  double size = 0;  // of log time; a night for a creep; the clock's drop; the noise's factor
};

inline constexpr size_t kEventNight = 90;
inline constexpr size_t kYearNights = 365;

struct SimulatedYear {
  std::vector<ClockedNight> nights;
  std::vector<double> log_variances;
  std::vector<double> raw;  // log medians as measured, which other rules look at
  bool has_two_states = false;
};

// Every third case computes, every third waits for memory, every third is short and noisy; 3 % have
// two states.
SimulatedYear SimulateYear(const YearPlan& plan, uint64_t seed);

// As the tool sees it.
TrendSeries MakeTrendSeries(const SimulatedYear& year);

}  // namespace attnwatch
