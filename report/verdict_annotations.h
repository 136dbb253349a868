// SPDX-License-Identifier: Apache-2.0
//
// A VerdictReport as GitHub's workflow commands: at most ten lines, because a step shows no more of
// a kind. The outcome first, then the most severe cases, then how many were cut.
//
//   std::cout << FormatVerdictAnnotations(report);   // ::error title=REGRESSION::1 regressed, ...
#pragma once

#include <string>

#include "report/verdict_report.h"

namespace attnwatch {

inline constexpr size_t kAnnotationsMax = 10;

std::string FormatVerdictAnnotations(const VerdictReport& report);

}  // namespace attnwatch
