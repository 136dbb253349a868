// SPDX-License-Identifier: Apache-2.0
//
// The lines in which people read the cases of a VerdictReport: one a case, but one for all cases of
// a kernel that is missing, or new, as a whole, as hundreds of equal lines hide the others. JUnit
// and verdict.json are for machines and keep every case.
//
//   for (const ReportLine& line : GroupWholeKernels(report)) Print(line.shown.name);
//   // "kernel cublaslt_best: all 341 cases"
#pragma once

#include <vector>

#include "report/verdict_report.h"

namespace attnwatch {

struct ReportLine {
  ReportCase shown;       // of a whole kernel: one of its cases, which are alike, under its name
  size_t case_count = 1;  // that the line stands for; more than one is a whole kernel
};

// In the order of VerdictsBySeverity, of each verdict the whole kernels first. A kernel is whole if
// it has several cases in the report, all of them missing or all of them new, and for one reason:
// one that both sides measured in any case is not.
std::vector<ReportLine> GroupWholeKernels(const VerdictReport& report);

}  // namespace attnwatch
