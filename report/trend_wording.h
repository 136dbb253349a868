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

inline constexpr char kAcceptHint[] = "or, where it is meant: attnwatch accept RUN --reason=...";

// "driver 1 -> 2, cublas_version 13.0 -> 13.1": of "key=value" lines.
std::string EnvironmentChange(const std::string& before, const std::string& after);

// Twelve digits, or "unknown".
std::string CommitOf(const TrendReport& report, size_t night);
std::string DateOf(const TrendReport& report, size_t night);

// "class 2 of cublas on gpu: 7 of 8 cases slower by +2.00 %, unconfirmed".
std::string DescribeGroup(const TrendReport& report, const TrendGroup& group);
// The commits that it came with.
std::string DescribeRange(const TrendReport& report, const TrendGroup& group);
// The command that settles it: both builds in turns on one device.
std::string DescribeConfirm(const TrendReport& report, const TrendGroup& group);
// What else changed while it came: of the nights of its device in that range.
std::vector<std::string> ChangesWithin(const TrendReport& report, const TrendGroup& group);
// Whether any of it went on at that date or later.
bool IsSince(const TrendReport& report, const TrendGroup& group, const std::string& since);

// How many nights and cases, and how many of them say nothing.
std::string DescribeNights(const TrendReport& report);

}  // namespace attnwatch
