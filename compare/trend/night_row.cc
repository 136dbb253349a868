// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/night_row.h"

#include <algorithm>
#include <cmath>

#include "compare/robust.h"

namespace attnwatch {
namespace {

// So many nights in a row on one side are no noise, which is on both ...
constexpr size_t kNightsBeyondHold = 10;
// ... nor are fewer that are off by so many standard errors of nights as noisy as they are now.
constexpr size_t kNightsOfNoiseLeast = 4;
constexpr double kClearOfNoise = 6;

}  // namespace

double NightDeviation(const std::vector<double>& values, double least) {
  const double robust = kMadToDeviation * MedianAbsoluteDeviation(values);
  return std::max({robust, std::sqrt(Variance(values)), least});
}

void NightRow::Add(double z, double log_variance) {
  ++nights_;
  sum_ += z;
  squares_ += z * z;
  noise_ += log_variance;
}

// Far from the reference even for nights as noisy as these.
bool NightRow::IsClear(double scatter) const {
  if (nights_ >= kNightsBeyondHold) return true;
  if (nights_ < kNightsOfNoiseLeast) return false;
  const auto count = static_cast<double>(nights_);
  const double mean = sum_ / count;
  const double own = std::sqrt(std::max(0.0, (squares_ - mean * sum_) / (count - 1)));
  const double scale = std::max({1.0, scatter, own, std::exp(noise_ / count / 2)});
  return mean * std::sqrt(count) > kClearOfNoise * scale;
}

}  // namespace attnwatch
