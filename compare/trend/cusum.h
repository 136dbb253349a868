// SPDX-License-Identifier: Apache-2.0
//
// Cusum: adds up by how much every night exceeds what chance explains, and falls back to zero when
// nights are as they should be (Page, Biometrika 41, 1954). Against a reference that does not move:
// ten nights of 0.3 % add up as well as one of 3 %.
//
//   Cusum slower(1, 8, 0.6);
//   if (slower.Add(z, night)) ...   // in alarm; the change came after slower.last_zero()
#pragma once

#include <cstddef>
#include <optional>

namespace attnwatch {

// Chosen on simulated years (//ci:trend_study; docs/trend.md has the figures).
struct CusumLimits {
  double alarm = 8;           // of the sum, in deviations of a night
  double allowance = 1;       // what a night may exceed the reference by, in deviations ...
  double half_shift = 0.004;  // ... or in log time: about half of the smallest shift worth finding
  double night_most = 0.6;    // of the alarm, that one night can add: what happens once is no trend
};

class Cusum {
 public:
  Cusum(double allowance, double alarm, double night_most)
      : allowance_(allowance), alarm_(alarm), night_most_(night_most) {}

  // Of one night, in deviations. Whether it is in alarm.
  bool Add(double z, size_t night);

  double sum() const { return sum_; }
  bool in_alarm() const { return in_alarm_; }
  // The last night on which the sum was zero; nothing where it never was.
  std::optional<size_t> last_zero() const { return last_zero_; }

 private:
  double allowance_;
  double alarm_;
  double night_most_;
  double sum_ = 0;
  bool in_alarm_ = false;  // until the sum is zero again
  std::optional<size_t> last_zero_;
};

}  // namespace attnwatch
