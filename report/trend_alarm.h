// SPDX-License-Identifier: Apache-2.0
//
// An alarm of the trend in words: where it holds, what came with it, and what settles it.
//
//   out << TrendScopeText(report, group) << ": " << TrendSizeText(group);
#pragma once

#include <string>
#include <vector>

#include "report/trend_report.h"

namespace attnwatch {

// "kernel=cublas/head_dim=65 on gpu", "class 1 of cublas on gpu".
std::string TrendScopeText(const TrendReport& report, const TrendGroup& group);

// "slower by +2.00 %", "3 of 5 cases noisier".
std::string TrendSizeText(const TrendGroup& group);

// What else changed while it came, of the nights of its device and grid in that range.
std::vector<std::string> ChangesWithin(const TrendReport& report, const TrendGroup& group);

// Of a night, short; "unknown".
std::string CommitOf(const TrendReport& report, size_t night);

// The command that compares both builds in turns; "" where the commits are not known, or are one.
std::string ConfirmCommand(const TrendReport& report, const TrendGroup& group);

// That command, or what to do instead.
std::string ConfirmAdvice(const TrendReport& report, const TrendGroup& group);

// "driver 1 -> 2, cublas_version 13.0 -> 13.1": of "key=value" lines.
std::string EnvironmentChange(const std::string& before, const std::string& after);

}  // namespace attnwatch
