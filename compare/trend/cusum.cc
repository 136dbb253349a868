// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/cusum.h"

#include <algorithm>

namespace attnwatch {
namespace {

// What the sum is held at, in alarms: a long alarm must be able to end.
constexpr double kCap = 2;

}  // namespace

bool Cusum::Add(double z, size_t night) {
  const double step = std::min(z - allowance_, night_most_ * alarm_);
  sum_ = std::clamp(sum_ + step, 0.0, kCap * alarm_);
  if (sum_ == 0) {
    last_zero_ = night;
    in_alarm_ = false;
  }
  if (sum_ > alarm_) in_alarm_ = true;
  return in_alarm_;
}

}  // namespace attnwatch
