// SPDX-License-Identifier: Apache-2.0
//
// A VerdictReport for a terminal: the outcome first, then the cases by severity.
//
//   std::cout << FormatVerdictText(report, {/*colour=*/isatty(1)});
#pragma once

#include <limits>
#include <string>

#include "report/verdict_report.h"

namespace attnwatch {

struct VerdictTextOptions {
  bool colour = false;
  size_t lines_max = 20;  // of each verdict; what is cut is counted
};

std::string FormatVerdictText(const VerdictReport& report, const VerdictTextOptions& options);

}  // namespace attnwatch
