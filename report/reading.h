// SPDX-License-Identifier: Apache-2.0
//
// Reading: a throughput with the spread of its samples, so that claims compare points honestly.
//
//   const auto other = ReadLineAt(panel.lines[1], 6144);   // class 2 never has a point at 6144
//   itself if (other && IsClearlyBelow(ReadPoint(point), *other)) ...
//
// Quartiles of the samples stand for the noise rather than an error of the mean: samples of one
// visit share a clock and a temperature, so more of them do not make the median that much surer.
#pragma once

#include <optional>

#include "report/figure.h"

namespace attnwatch {

// Two readings less than 3 % apart are alike: identical processes differ by up to about 2 % (95 %
// of points, measured on an H100).
inline constexpr double kClaimMargin = 0.03;

// FLOP/s at the slow quartile, the median and the fast quartile of the samples.
struct Reading {
  double low = 0;
  double middle = 0;
  double high = 0;
};

Reading ReadPoint(const FigurePoint& point);

// Between two points, at `hidden_size`.
Reading InterpolateReadings(const FigurePoint& left, const FigurePoint& right, double hidden_size);

// On the line, between its measured points; nothing outside them.
std::optional<Reading> ReadLineAt(const FigureLine& line, double hidden_size);

// Below by more than kClaimMargin, at the median.
bool IsBelow(const Reading& a, const Reading& b);

// ... and with quartiles apart. Where the first holds without the second, noise hides the answer.
bool IsClearlyBelow(const Reading& a, const Reading& b);

// Mean of values and the half width of an interval of two standard errors around it, from the
// values' own scatter. Nothing for fewer than two values.
struct MeanEstimate {
  double mean = 0;
  double half_width = 0;
};
std::optional<MeanEstimate> EstimateMean(const std::vector<double>& values);

}  // namespace attnwatch
