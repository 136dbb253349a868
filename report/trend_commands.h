// SPDX-License-Identifier: Apache-2.0
//
// What to run about a trend's alarm.
//
//   text += FormatTrendCommands(report, group);
#pragma once

#include <string>

#include "report/trend_report.h"

namespace attnwatch {

// The commands that settle it: both builds in turns on one device, and which commit it was. Each on
// a line of its own, however long, for whoever copies it.
std::string FormatTrendCommands(const TrendReport& report, const TrendGroup& group);

// As messages name it: shortened, or "unknown".
std::string TrendCommit(const TrendReport& report, size_t night);

}  // namespace attnwatch
