// SPDX-License-Identifier: Apache-2.0
//
// The parts of the page of a trend (trend_page.h), each an HTML fragment.
#pragma once

#include <string>
#include <vector>

#include "report/trend_steps.h"

namespace attnwatch {

// A group with its commits, what else changed, and what to do.
std::string RenderTrendGroup(const TrendReport& report, const TrendGroup& group);

// When which fact of an environment changed.
std::string RenderEnvironments(const TrendReport& report);

struct DrawnCase {
  size_t place = 0;  // in the report
  std::vector<TrendStep> steps;
};

// A row a step; "" for none.
std::string RenderSteps(const TrendReport& report, const std::vector<DrawnCase>& drawn);

// A row a case, with the last nights as a sparkline.
std::string RenderSparklines(const TrendReport& report, const std::vector<size_t>& places);

}  // namespace attnwatch
