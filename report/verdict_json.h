// SPDX-License-Identifier: Apache-2.0
//
// verdict.json, verdict_schema_version 1: a VerdictReport for programs. One case a line, the most
// severe first. Ratios are differences of natural logarithms (log_ratio 0.01 is 1.005 %), times are
// seconds; null is unknown. Every key is always there.
//
//   WriteFileAtomically("verdict.json", FormatVerdictJson(report));
//   const VerdictReport report = ReadVerdictJson("verdict.json");
//   // throws Error: "verdict.json: cases[3].verdict: is not one of the known names: "slow""
#pragma once

#include <string>
#include <string_view>

#include "report/verdict_report.h"

namespace attnwatch {

inline constexpr int kVerdictSchemaVersion = 1;

std::string FormatVerdictJson(const VerdictReport& report);

// The report that was written, but for what the file does not hold: a case's short name is that of
// all its labels. Ignores keys that it does not know, is strict about all others. Throws Error with
// one line that starts with `source`.
VerdictReport ParseVerdictJson(std::string_view text, const std::string& source);

VerdictReport ReadVerdictJson(const std::string& path);

}  // namespace attnwatch
