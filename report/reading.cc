// SPDX-License-Identifier: Apache-2.0
#include "report/reading.h"

#include <algorithm>
#include <cmath>

namespace attnwatch {

Reading ReadPoint(const FigurePoint& point) {
  const double flop_count = point.flops_per_second * point.seconds;
  return {flop_count / point.third_quartile_seconds, point.flops_per_second,
          flop_count / point.first_quartile_seconds};
}

Reading InterpolateReadings(const FigurePoint& left, const FigurePoint& right, double hidden_size) {
  const Reading a = ReadPoint(left);
  const Reading b = ReadPoint(right);
  const auto width = static_cast<double>(right.hidden_size - left.hidden_size);
  const double share =
      width > 0 ? (hidden_size - static_cast<double>(left.hidden_size)) / width : 0;
  const auto mix = [share](double from, double to) { return from + share * (to - from); };
  return {mix(a.low, b.low), mix(a.middle, b.middle), mix(a.high, b.high)};
}

std::optional<Reading> ReadLineAt(const FigureLine& line, double hidden_size) {
  for (size_t i = 0; i + 1 < line.points.size(); ++i) {
    const FigurePoint& left = line.points[i];
    const FigurePoint& right = line.points[i + 1];
    if (static_cast<double>(left.hidden_size) <= hidden_size &&
        hidden_size <= static_cast<double>(right.hidden_size)) {
      return InterpolateReadings(left, right, hidden_size);
    }
  }
  return std::nullopt;
}

bool IsBelow(const Reading& a, const Reading& b) {
  return a.middle < b.middle * (1 - kClaimMargin);
}

bool IsClearlyBelow(const Reading& a, const Reading& b) { return IsBelow(a, b) && a.high < b.low; }

std::optional<MeanEstimate> EstimateMean(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  const double mean = sum / count;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return MeanEstimate{mean, 2 * std::sqrt(squares / (count - 1) / count)};
}

}  // namespace attnwatch
