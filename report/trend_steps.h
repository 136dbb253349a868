// SPDX-License-Identifier: Apache-2.0
//
// The steps of a case on a trend: change points (compare/trend/change_points.h), by night.
//
//   for (const TrendStep& step : FindSteps(report.points[place])) Print(DescribeStep(report,
//   step));
#pragma once

#include <string>
#include <vector>

#include "report/trend_report.h"

namespace attnwatch {

struct TrendStep {
  size_t night = 0;                       // the first after it
  size_t earliest = 0, latest = 0;        // that night is one of these, most likely
  size_t last_before = 0;                 // the night before the earliest
  size_t level_begin = 0, level_end = 0;  // nights of the levels on its two sides
  double before = 0, after = 0;           // these levels, in log seconds

  double log_ratio() const { return after - before; }
};

// Of every environment by itself, by night.
std::vector<TrendStep> FindSteps(const std::vector<TrendPoint>& points);

// "2026-03-04 (2026-03-03 to 2026-03-05)"
std::string DescribeStepDate(const TrendReport& report, const TrendStep& step);
// "after 1234 up to 5678"
std::string DescribeStepCommits(const TrendReport& report, const TrendStep& step);

}  // namespace attnwatch
