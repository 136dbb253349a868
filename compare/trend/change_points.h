// SPDX-License-Identifier: Apache-2.0
//
// Change points: the nights on which the level of a case stepped, and by how much. They date what
// the trend (trend.h) calls; they call nothing, since every long history has steps that nobody
// minds.
//
//   for (const ChangePoint& change : FindChangePoints(log_seconds)) Print(change.first);
//
// The segmentation of least squared error plus a penalty a step (BIC's, with a safety factor), in
// deviations of a night that are estimated from the differences of neighbours, which no step
// moves. Exact and without lots: the same values give the same steps. An odd night is clipped and
// is no step; two in a row are, in one of four cases. A creep is given as a staircase: its steps
// say that it moved, not when.
//
// PELT (Killick et al., JASA 107, 2012): linear in the nights where steps are frequent, quadratic
// where there is none, memory linear.
#pragma once

#include <cstddef>
#include <vector>

namespace attnwatch {

struct ChangePoint {
  size_t first = 0;  // place of the first value after the step
  // 95 of 100 times, the true one is in this range of places (ten values or more on both sides;
  // fewer times where fewer tell).
  size_t earliest = 0;
  size_t latest = 0;
  double before = 0;  // median of the values since the step before it
  double after = 0;   // and of those until the next one

  double log_ratio() const { return after - before; }
};

inline constexpr size_t kSegmentLeast = 3;  // values between steps

// Of the log times of one epoch, in the order of time, all finite; ascending. None for fewer than
// two segments' worth of values.
std::vector<ChangePoint> FindChangePoints(const std::vector<double>& log_seconds);

}  // namespace attnwatch
