// SPDX-License-Identifier: Apache-2.0
//
// The parts of the page of a verdict (verdict_html.h), each an HTML fragment.
#pragma once

#include <string>
#include <vector>

#include "report/verdict_report.h"

namespace attnwatch {

// A row a class, a tick a case at its hidden size, coloured by how much slower it is.
std::string RenderHeatMap(const VerdictReport& report);

// A row a case, or a kernel that is missing or new as a whole; the most severe first, sortable.
std::string RenderVerdictTable(const VerdictReport& report);

// Every judged sample of both sides, on one scale a case: of what moved, and of a few others.
std::string RenderSamples(const VerdictReport& report, const std::vector<const Run*>& baseline,
                          const std::vector<const Run*>& candidate);

}  // namespace attnwatch
