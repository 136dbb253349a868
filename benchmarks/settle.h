// SPDX-License-Identifier: Apache-2.0
//
// Settling: a device that was idle is cold and fast. Before anything is timed it runs its hottest
// work until its clock and its temperature stay where they are.
//
//   SettleWatch watch;
//   while (!watch.Add(MeanClock(), Temperature()) && watch.windows() < limit) KeepBusy();
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

namespace attnwatch {

class SettleWatch {
 public:
  // Adds a window of about 0.2 s of work. Returns whether the last four windows agree: clocks
  // within 1 % and temperatures within 1 degree (their resolution). A device without a clock is
  // settled at once; without a temperature only the clock counts.
  bool Add(std::optional<double> sm_clock_hertz, std::optional<double> temperature_celsius);

  size_t windows() const { return windows_; }

 private:
  struct Window {
    double clock;
    double temperature;
  };
  std::deque<Window> last_;
  size_t windows_ = 0;
};

}  // namespace attnwatch
