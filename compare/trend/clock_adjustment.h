// SPDX-License-Identifier: Apache-2.0
//
// The nights of a case at equal clocks. Every night knows how its own visits followed the clock;
// all together know it better, and one number for all keeps its error out of their differences.
//
//   const std::vector<std::optional<double>> times = AdjustToClock(nights);
#pragma once

#include <optional>
#include <vector>

namespace attnwatch {

// As a history keeps it (natural logarithms).
struct ClockedNight {
  double log_seconds = 0;  // with all its visits at log_clock
  std::optional<double> log_clock;
  std::optional<double> elasticity;
  double elasticity_error = 0;
};

// The clock that they are adjusted to, and by what.
struct ClockFit {
  std::optional<double> log_clock;  // nothing: no night has one
  double elasticity = 0;
};
ClockFit FitClock(const std::vector<ClockedNight>& nights);

// At the median clock of the first nights. Raw where no night has a clock; nothing for a night that
// lacks it where others have one. Later nights do not move the earlier ones.
std::vector<std::optional<double>> AdjustToClock(const std::vector<ClockedNight>& nights);

}  // namespace attnwatch
