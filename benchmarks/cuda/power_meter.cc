// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/power_meter.h"

#include <algorithm>

namespace attnwatch {
namespace {

constexpr double kThrottledShare = 0.01;
// A total that did not move for this long (several steps) stands still.
constexpr double kStillSeconds = 0.5;

}  // namespace

void PowerMeter::Share::Update(const std::optional<double>& total, double now) {
  if (!total) {
    share_.reset();
    return;
  }
  if (!total_) {
    total_ = total;
    moved_at_ = now;
    return;
  }
  if (*total > *total_ && now > moved_at_) {
    share_ = std::min(1.0, (*total - *total_) / (now - moved_at_));
    total_ = total;
    moved_at_ = now;
  } else if (now - moved_at_ > kStillSeconds) {
    share_ = 0;
    moved_at_ = seen_at_;  // the next step is measured from when it last stood still
  }
  seen_at_ = now;
}

void PowerMeter::Update(const GpuReading& reading, double now) {
  power_cap_.Update(reading.power_cap_seconds_total, now);
  thermal_.Update(reading.thermal_seconds_total, now);
  power_brake_.Update(reading.power_brake_seconds_total, now);
}

bool PowerMeter::throttled() const {
  return thermal_.share().value_or(0) > kThrottledShare ||
         power_brake_.share().value_or(0) > kThrottledShare;
}

}  // namespace attnwatch
