// SPDX-License-Identifier: Apache-2.0
//
// A VerdictReport as one self-contained page: the outcome, what is wrong by severity, a heat map of
// class and hidden size, the figure of the candidate with the baseline laid over it, every case in
// a sortable table, and the samples of the most severe ones.
//
//   WriteFileAtomically("report.html", RenderVerdictHtml(report, baseline, candidate));
#pragma once

#include <string>
#include <vector>

#include "report/verdict_report.h"

namespace attnwatch {

// The runs that the report is of; the baseline may be none.
std::string RenderVerdictHtml(const VerdictReport& report, const std::vector<const Run*>& baseline,
                              const std::vector<const Run*>& candidate);

}  // namespace attnwatch
