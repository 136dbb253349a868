// SPDX-License-Identifier: Apache-2.0
//
// The nights of a case as a drawing: its times, the noise about its reference, new environments,
// acceptances, alarms and steps. Every mark says more in its <title>.
//
//   html += RenderTrendPlot(report, place, FindSteps(report.points[place]));
#pragma once

#include <string>
#include <vector>

#include "report/trend_steps.h"

namespace attnwatch {

// An <svg>; "" for a case without a valid night.
std::string RenderTrendPlot(const TrendReport& report, size_t place,
                            const std::vector<TrendStep>& steps);

}  // namespace attnwatch
