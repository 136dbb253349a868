// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/clock_rate.h"

#include <algorithm>

#include "results/summary.h"

namespace attnwatch {

std::optional<double> ClockRate(const std::vector<ClockStamp>& before,
                                const std::vector<ClockStamp>& after) {
  std::vector<double> hertz;
  for (size_t sm = 0; sm < std::min(before.size(), after.size()); ++sm) {
    const ClockStamp& first = before[sm];
    const ClockStamp& last = after[sm];
    if (first.nanoseconds == 0 || last.nanoseconds <= first.nanoseconds) continue;
    if (last.cycles <= first.cycles) continue;
    hertz.push_back(1e9 * static_cast<double>(last.cycles - first.cycles) /
                    static_cast<double>(last.nanoseconds - first.nanoseconds));
  }
  return Median(std::move(hertz));
}

}  // namespace attnwatch
