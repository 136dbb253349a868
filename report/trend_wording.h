// SPDX-License-Identifier: Apache-2.0
//
// What is said of a trend, wherever it is said: a line each, for a terminal or a page.
//
//   for (const TrendGroup& group : report.groups) Print(DescribeGroup(report, group));
#pragma once

#include <string>
#include <vector>

#include "report/trend_report.h"

namespace attnwatch {

// Twelve digits, or "unknown".
std::string CommitOf(const TrendReport& report, size_t night);
std::string DateOf(const TrendReport& report, size_t night);

// The first night that was not free of it: where an environment began, that one.
size_t FirstBad(const TrendGroup& group);

// "class 2 of cublas on gpu: 7 of 8 cases slower by +2.00 %".
std::string DescribeGroup(const TrendReport& report, const TrendGroup& group);
// The same after "ALARM", "ended" or "note", with ", unconfirmed" where it is for an A/B to say.
std::string DescribeAlarm(const TrendReport& report, const TrendGroup& group);
// What else changed while it came: of the nights of its device in that range.
std::vector<std::string> ChangesWithin(const TrendReport& report, const TrendGroup& group);
// What it came with: its cause, its commits, its environment.
std::vector<std::string> DescribeOrigin(const TrendReport& report, const TrendGroup& group);
// Whether any of it went on at that date or later.
bool IsSince(const TrendReport& report, const TrendGroup& group, const std::string& since);

// How many nights and cases, and how many of them say nothing.
std::string DescribeNights(const TrendReport& report);

}  // namespace attnwatch
