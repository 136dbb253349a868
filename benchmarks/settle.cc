// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/settle.h"

#include <algorithm>

namespace attnwatch {
namespace {

constexpr size_t kWindows = 4;
constexpr double kClockSpread = 0.01;
constexpr double kTemperatureSpread = 1.0;

}  // namespace

bool SettleWatch::Add(std::optional<double> sm_clock_hertz,
                      std::optional<double> temperature_celsius) {
  ++windows_;
  if (!sm_clock_hertz) return true;
  last_.push_back({*sm_clock_hertz, temperature_celsius.value_or(0)});
  if (last_.size() > kWindows) last_.pop_front();
  if (last_.size() < kWindows) return false;
  const auto [slow, fast] =
      std::minmax_element(last_.begin(), last_.end(),
                          [](const Window& a, const Window& b) { return a.clock < b.clock; });
  const auto [cold, hot] = std::minmax_element(
      last_.begin(), last_.end(),
      [](const Window& a, const Window& b) { return a.temperature < b.temperature; });
  return fast->clock - slow->clock <= kClockSpread * slow->clock &&
         hot->temperature - cold->temperature <= kTemperatureSpread;
}

}  // namespace attnwatch
