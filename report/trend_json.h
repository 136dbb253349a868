// SPDX-License-Identifier: Apache-2.0
//
// trend.json, trend_schema_version 1: what a trend alarms, for programs. One alarm a line, by
// night; log_ratio 0.01 is 1.005 % slower; null is unknown, and of `ended` that it goes on. Every
// key is always there.
//
//   WriteFileAtomically("trend.json", FormatTrendJson(SummarizeTrend(report)));
//   const TrendSummary trend = ReadTrendJson("trend.json");
//   // throws Error: "trend.json: alarms[3].kind: is not one of the known names: "slow""
#pragma once

#include <string>
#include <string_view>

#include "report/trend_summary.h"

namespace attnwatch {

inline constexpr int kTrendSchemaVersion = 1;

std::string FormatTrendJson(const TrendSummary& summary);

// What was written. Ignores keys that it does not know, is strict about all others. Throws Error
// with one line that starts with `source`.
TrendSummary ParseTrendJson(std::string_view text, const std::string& source);

TrendSummary ReadTrendJson(const std::string& path);

}  // namespace attnwatch
