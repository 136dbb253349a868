// SPDX-License-Identifier: Apache-2.0
//
// A trend as one self-contained page: the alarms with their commits and the command that settles
// each, the environments, the steps with their dates, and the nights of the cases as drawings.
//
//   WriteFileAtomically("trend.html", RenderTrendPage(report, {"2026-01-01", true}));
#pragma once

#include <string>

#include "report/trend_text.h"

namespace attnwatch {

// Drawn are the cases with an alarm that is told, or all. So much that a browser can show it:
inline constexpr size_t kTrendPlotsMost = 200;
inline constexpr size_t kTrendNightsMost = 60000;  // of all drawings

std::string RenderTrendPage(const TrendReport& report, const TrendTextOptions& options);

}  // namespace attnwatch
