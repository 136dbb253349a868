// SPDX-License-Identifier: Apache-2.0
//
// Axis: a linear axis from 0 with round ticks.
//
//   const Axis y = ThroughputAxis(156.1);   // as the paper's: ticks 0, 50, 100, 150
//   const Axis x = HiddenSizeAxis(32736);   // always 0, 4096 .. 32768, more where the data go
//   beyond x.Position(16384);                      // 0..1 along the axis
#pragma once

#include <cstdint>
#include <vector>

namespace attnwatch {

struct Axis {
  double max = 1;
  double tick_step = 1;

  double Position(double value) const { return value / max; }
  std::vector<double> Ticks() const;
  // Decimals that tell its ticks apart: 0 for a step of 50, 2 for 0.05.
  int decimals() const;
};

Axis HiddenSizeAxis(int64_t hidden_size_max);

// Steps of 1, 2 or 5 times a power of ten, and a little room above `max`.
Axis ThroughputAxis(double max);

}  // namespace attnwatch
