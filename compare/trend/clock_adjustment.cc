// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/clock_adjustment.h"

#include <algorithm>

#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr size_t kNights = 60;        // that the clock and the elasticity are learned from
constexpr double kErrorFloor = 0.02;  // of an elasticity: no night decides alone

double PooledElasticity(const std::vector<ClockedNight>& nights) {
  double sum = 0, weights = 0;
  for (size_t i = 0; i < std::min(nights.size(), kNights); ++i) {
    if (!nights[i].elasticity) continue;
    const double error = std::max(nights[i].elasticity_error, kErrorFloor);
    sum += *nights[i].elasticity / (error * error);
    weights += 1 / (error * error);
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace

ClockFit FitClock(const std::vector<ClockedNight>& nights) {
  std::vector<double> clocks;
  for (const ClockedNight& night : nights) {
    if (night.log_clock && clocks.size() < kNights) clocks.push_back(*night.log_clock);
  }
  return {Median(std::move(clocks)), PooledElasticity(nights)};
}

std::vector<std::optional<double>> AdjustToClock(const std::vector<ClockedNight>& nights) {
  const ClockFit fit = FitClock(nights);
  std::vector<std::optional<double>> times;
  times.reserve(nights.size());
  for (const ClockedNight& night : nights) {
    if (!fit.log_clock) {
      times.emplace_back(night.log_seconds);
    } else if (night.log_clock) {
      times.emplace_back(night.log_seconds - fit.elasticity * (*night.log_clock - *fit.log_clock));
    } else {
      times.emplace_back(std::nullopt);
    }
  }
  return times;
}

}  // namespace attnwatch
