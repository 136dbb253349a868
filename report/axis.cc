// SPDX-License-Identifier: Apache-2.0
#include "report/axis.h"

#include <algorithm>
#include <cmath>

#include "results/table_points.h"

namespace attnwatch {
namespace {

constexpr double kHeadroom = 1.05;
constexpr double kTicksMax = 6;            // above 0, on the y axis
constexpr double kHiddenSizeTicksMax = 9;  // above 0, on the x axis

// The largest 1, 2 or 5 times a power of ten that is at most `value`, and the next one.
double RoundDown(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {5.0, 2.0}) {
    if (factor * power <= value) return factor * power;
  }
  return power;
}
double NextRound(double step) {
  const double mantissa = step / std::pow(10, std::floor(std::log10(step)));
  // 1 -> 2, 2 -> 5, 5 -> 10
  return step * (mantissa > 1.5 && mantissa < 3 ? 2.5 : 2);
}

}  // namespace

std::vector<double> Axis::Ticks() const {
  std::vector<double> ticks;
  // Counted, not summed up: 0.1 ten times is not 1.
  for (int i = 0; i * tick_step <= max; ++i) ticks.push_back(i * tick_step);
  return ticks;
}

int Axis::decimals() const {
  return std::max(0, static_cast<int>(-std::floor(std::log10(tick_step) + 1e-9)));
}

Axis HiddenSizeAxis(int64_t hidden_size_max) {
  Axis axis;
  axis.tick_step = kFigureTick;
  // Half a tick of room after the last one, as matplotlib leaves; the figure's last point is at
  // 32736.
  const double data_max = static_cast<double>(std::max(hidden_size_max, kFigureHiddenSizeMax));
  axis.max = data_max + kFigureTick * 0.2;
  while (data_max / axis.tick_step > kHiddenSizeTicksMax) axis.tick_step *= 2;
  return axis;
}

Axis ThroughputAxis(double max) {
  if (!(max > 0)) return {1, 0.2};
  Axis axis;
  axis.max = max * kHeadroom;
  axis.tick_step = RoundDown(axis.max / kTicksMax);
  while (axis.max / axis.tick_step > kTicksMax) axis.tick_step = NextRound(axis.tick_step);
  return axis;
}

}  // namespace attnwatch
