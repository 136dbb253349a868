// SPDX-License-Identifier: Apache-2.0
//
// A VerdictReport as JUnit XML (the schema that Bazel and most CI systems read): a test a case.
// regressed is a failure; missing, failed, incorrect, invalid and not_run are errors; unconfirmed
// and inconclusive are skipped, with their reason; everything else passes.
//
//   WriteFileAtomically("junit.xml", FormatVerdictJunit(report));
#pragma once

#include <string>

#include "report/verdict_report.h"

namespace attnwatch {

std::string FormatVerdictJunit(const VerdictReport& report);

}  // namespace attnwatch
