// SPDX-License-Identifier: Apache-2.0
//
// What to run about an alarm of the trend.
//
//   for (const std::string& line : TrendAdvice(report, group)) Print(line);
#pragma once

#include <string>
#include <vector>

#include "report/trend_report.h"

namespace attnwatch {

// The command that compares both builds in turns on one device, in one environment; "" where the
// commits are not known, or are one.
std::string ConfirmCommand(const TrendReport& report, const TrendGroup& group);

// What settles it, a line each: that command, the one that finds the commit, or what to do instead.
// Empty where nothing is to be settled: it ended, or is no slowdown.
std::vector<std::string> TrendAdvice(const TrendReport& report, const TrendGroup& group);

}  // namespace attnwatch
