// SPDX-License-Identifier: Apache-2.0
//
// A trend for a terminal: the alarms, what to do about each, and the cases as sparklines.
//
//   out << FormatTrend(report, {"2026-01-01", true});
#pragma once

#include <string>
#include <vector>

#include "report/trend_report.h"
#include "report/trend_summary.h"

namespace attnwatch {

struct TrendTextOptions {
  std::string since;       // a date: alarms that ended before it are not told
  bool all_cases = false;  // else only those with an alarm
};

std::string FormatTrend(const TrendReport& report, const TrendTextOptions& options);

// What is open, one line each: "TREND: kernel=cublas/head_dim=65 on gpu: slower by +2.00 %, ...".
std::string FormatOpenAlarms(const TrendSummary& summary);

// One sign a value, from the lowest to the highest of a scale that spans four deviations at least.
std::string Sparkline(const std::vector<double>& values, double deviation);

// Of the last nights of a case in its present environment.
std::string RecentSparkline(const TrendReport& report, size_t place);
// "+2.00 % now, finds 0.61 %": against its reference.
std::string DescribeState(const TrendReport& report, size_t place);

}  // namespace attnwatch
