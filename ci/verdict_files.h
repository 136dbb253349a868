// SPDX-License-Identifier: Apache-2.0
//
// The files of a verdict, in one folder, for whoever judged.
//
//   WriteVerdictFiles(report, baseline, candidate, "out");
#pragma once

#include <string>
#include <vector>

#include "report/verdict_report.h"

namespace attnwatch {

// report.html, report.md, junit.xml, verdict.json. Everything is rendered before anything is
// written. The runs are those that the report is of; the baseline may be none.
void WriteVerdictFiles(const VerdictReport& report, const std::vector<const Run*>& baseline,
                       const std::vector<const Run*>& candidate, const std::string& folder);

}  // namespace attnwatch
