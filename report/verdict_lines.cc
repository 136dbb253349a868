// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

#include "results/one_line.h"

namespace attnwatch {
namespace {

using Kernels = std::map<std::string, std::vector<const ReportCase*>>;

bool IsAlike(const ReportCase& a, const ReportCase& b) {
  return a.point.verdict == b.point.verdict && a.cause == b.cause &&
         DescribeReason(a.point) == DescribeReason(b.point);
}

bool IsWhole(const std::vector<const ReportCase*>& cases) {
  const ReportCase& first = *cases.front();
  if (first.point.verdict != Verdict::kMissing && first.point.verdict != Verdict::kNew) {
    return false;
  }
  return cases.size() > 1 && std::all_of(cases.begin(), cases.end(), [&](const ReportCase* one) {
           return IsAlike(*one, first);
         });
}

Kernels FindWholeKernels(const VerdictReport& report) {
  Kernels kernels;
  for (const ReportCase& one : report.cases) {
    const std::string kernel = one.point.labels.Get("kernel");
    if (!kernel.empty()) kernels[kernel].push_back(&one);
  }
  for (auto it = kernels.begin(); it != kernels.end();) {
    it = IsWhole(it->second) ? std::next(it) : kernels.erase(it);
  }
  return kernels;
}

ReportLine LineOf(const std::string& kernel, const std::vector<const ReportCase*>& cases) {
  ReportLine line = {*cases.front(), cases.size()};
  line.shown.name = OneLine(fmt::format("kernel {}: all {} cases", kernel, cases.size()));
  return line;
}

}  // namespace

std::vector<ReportLine> GroupWholeKernels(const VerdictReport& report) {
  const Kernels whole = FindWholeKernels(report);
  std::vector<ReportLine> lines;
  for (const Verdict verdict : VerdictsBySeverity()) {
    for (const auto& [kernel, cases] : whole) {
      if (cases.front()->point.verdict == verdict) lines.push_back(LineOf(kernel, cases));
    }
    for (const ReportCase& one : report.cases) {
      if (one.point.verdict != verdict || whole.count(one.point.labels.Get("kernel")) > 0) continue;
      lines.push_back({one, 1});
    }
  }
  return lines;
}

}  // namespace attnwatch
