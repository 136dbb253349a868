// SPDX-License-Identifier: Apache-2.0
//
// TrendFrame: where the nights and times of a case lie in its drawing (trend_plot.h).
//
//   const TrendFrame frame(report, place, steps);
//   svg += Circle(frame.X(point.night), frame.Y(point.log_seconds));
#pragma once

#include <string>
#include <vector>

#include "report/trend_steps.h"

namespace attnwatch {

class TrendFrame {
 public:
  static constexpr double kWidth = 1030, kHeight = 196;
  static constexpr double kLeft = 64, kRight = 1018, kTop = 26, kBottom = 174;

  // Of a case with one point at least. All cases of a report have the same dates.
  TrendFrame(const TrendReport& report, size_t place, const std::vector<TrendStep>& steps);

  double X(size_t night) const;
  // A time beyond the frame is at its edge.
  double Y(double log_seconds) const;
  bool IsBeyond(double log_seconds) const;

  // Log seconds that 0 % is: the case's reference, or its median while it has none.
  double reference() const { return reference_; }

  // Lines and labels.
  std::string RenderAxes() const;

 private:
  double Seconds(size_t night) const;
  std::string RenderDates() const;

  const TrendReport* report_;
  double reference_ = 0;
  double low_ = 0, high_ = 0;  // log ratios to the reference
};

}  // namespace attnwatch
