// SPDX-License-Identifier: Apache-2.0
//
// verdict.json, verdict_schema_version 1: a VerdictReport for programs. One case a line, the most
// severe first. Ratios are differences of natural logarithms (log_ratio 0.01 is 1.005 %), times are
// seconds; null is unknown. Every key is always there.
//
//   WriteFileAtomically("verdict.json", FormatVerdictJson(report));
#pragma once

#include <string>

#include "report/verdict_report.h"

namespace attnwatch {

inline constexpr int kVerdictSchemaVersion = 1;

std::string FormatVerdictJson(const VerdictReport& report);

}  // namespace attnwatch
