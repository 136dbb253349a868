// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "compare/case_table.h"
#include "report/units.h"
#include "report/verdict_causes.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

size_t Rank(Verdict verdict) {
  const auto& order = VerdictsBySeverity();
  return static_cast<size_t>(std::find(order.begin(), order.end(), verdict) - order.begin());
}

// Within a verdict: how many times its tolerance a case is off.
bool IsMoreSevere(const ReportCase& a, const ReportCase& b) {
  if (a.point.verdict != b.point.verdict) return Rank(a.point.verdict) < Rank(b.point.verdict);
  return std::abs(a.point.log_ratio) / a.tolerance > std::abs(b.point.log_ratio) / b.tolerance;
}

ReportSide SideOf(const std::vector<const Run*>& runs) {
  ReportSide side;
  if (runs.empty()) return side;
  for (const Run* run : runs) {
    side.run_ids.push_back(run->id);
    side.planted |= run->planted;
  }
  const Run& first = *runs.front();
  side.commit = first.environment.soft.Get("commit");
  side.board = first.environment.soft.Get("board");
  side.started_at = first.started_at;
  return side;
}

// The keys of the labels in which the cases differ; all where they do not.
std::set<std::string> DistinctKeys(const std::vector<JudgedPoint>& points) {
  std::map<std::string, std::set<std::string>> values;
  std::map<std::string, size_t> counts;
  for (const JudgedPoint& point : points) {
    for (const auto& [key, value] : point.labels.pairs()) {
      values[key].insert(value);
      ++counts[key];
    }
  }
  std::set<std::string> distinct;
  for (const auto& [key, found] : values) {
    if (found.size() > 1 || counts[key] != points.size()) distinct.insert(key);
  }
  return distinct;
}

std::string ShortName(const Labels& labels, const std::set<std::string>& keys) {
  Labels distinct;
  for (const auto& [key, value] : labels.pairs()) {
    if (keys.count(key) != 0) distinct.Set(key, value);
  }
  return OneLine(distinct.empty() ? labels.Name() : distinct.Name());
}

double ToleranceOf(const Policy& policy, const Labels& labels) {
  if (policy.case_tolerances.empty()) return policy.tolerance;
  const auto own = policy.case_tolerances.find(CaseKey(labels));
  return own == policy.case_tolerances.end() ? policy.tolerance : own->second.tolerance;
}

std::vector<ReportCase> MakeCases(const VerdictInput& input) {
  const auto& points = input.judgement->points;
  const std::set<std::string> keys = DistinctKeys(points);
  const CaseCauses causes(input.baseline, input.candidate);
  std::vector<ReportCase> cases;
  cases.reserve(points.size());
  for (const JudgedPoint& point : points) {
    cases.push_back({point, ShortName(point.labels, keys), ToleranceOf(*input.policy, point.labels),
                     OneLine(causes.Describe(point))});
  }
  std::stable_sort(cases.begin(), cases.end(), IsMoreSevere);
  return cases;
}

// Whoever reads only one of the reports must not take a test of the judge for a verdict.
void AddPlantedNotice(std::string_view name, const ReportSide& side, std::vector<Notice>* notices) {
  if (!side.planted) return;
  notices->push_back({Severity::kWarning,
                      fmt::format("Slowdowns were PLANTED in the {}: this tests the judge and says "
                                  "nothing about the code.",
                                  name)});
}

}  // namespace

const std::vector<Verdict>& VerdictsBySeverity() {
  static const std::vector<Verdict> order = {
      Verdict::kMissing,   Verdict::kIncorrect, Verdict::kFailed,      Verdict::kInvalid,
      Verdict::kNotRun,    Verdict::kRegressed, Verdict::kUnconfirmed, Verdict::kInconclusive,
      Verdict::kTolerated, Verdict::kMinor,     Verdict::kImproved,    Verdict::kNew,
      Verdict::kEquivalent};
  return order;
}

VerdictReport BuildVerdictReport(const VerdictInput& input) {
  VerdictReport report;
  const Run& run = *input.candidate.front();
  report.suite = run.suite;
  report.grid = run.grid;
  report.device_key = run.environment.device_key;
  report.comparison = input.comparison;
  report.baseline = SideOf(input.baseline);
  report.candidate = SideOf(input.candidate);
  report.margin = input.policy->margin;
  report.tolerance = input.policy->tolerance;
  report.confidence = input.policy->confidence;
  report.cases = MakeCases(input);
  report.shifts = input.judgement->shifts;
  report.differences = FindDifferences(input.baseline, input.candidate);
  report.causes = FindRunCauses(*input.judgement, input.baseline, input.candidate);
  report.notices = input.notices;
  AddPlantedNotice("baseline", report.baseline, &report.notices);
  AddPlantedNotice("candidate", report.candidate, &report.notices);
  std::stable_sort(report.notices.begin(), report.notices.end(),
                   [](const Notice& a, const Notice& b) { return a.severity < b.severity; });
  report.exit_code =
      WorseExitCode(input.exit_code_min, ExitCodeOf(*input.judgement, *input.policy));
  return report;
}

size_t CountVerdict(const VerdictReport& report, Verdict verdict) {
  return static_cast<size_t>(
      std::count_if(report.cases.begin(), report.cases.end(),
                    [&](const ReportCase& one) { return one.point.verdict == verdict; }));
}

std::string CountVerdicts(const VerdictReport& report) {
  std::string text;
  for (const Verdict verdict : VerdictsBySeverity()) {
    const size_t count = CountVerdict(report, verdict);
    if (count == 0) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, VerdictName(verdict));
  }
  return text.empty() ? "no case" : text;
}

std::string_view OutcomeName(ExitCode exit_code) {
  switch (exit_code) {
    case kExitPass:
      return "PASS";
    case kExitRegression:
      return "REGRESSION";
    case kExitUsage:
      return "ERROR";
    case kExitNoAnswer:
      return "NO ANSWER";
    case kExitMissing:
      return "CASES MISSING OR WRONG";
  }
  return "ERROR";
}

bool HasRatio(const JudgedPoint& point) {
  return point.baseline_seconds > 0 && point.candidate_seconds > 0;
}

std::string DescribeRatio(const JudgedPoint& point) {
  if (!HasRatio(point)) return "";
  if (!std::isfinite(point.high - point.low)) {
    return FormatChange(point.log_ratio) + " [unknown noise]";
  }
  return fmt::format("{} [{}, {}]", FormatChange(point.log_ratio), FormatChange(point.low),
                     FormatChange(point.high));
}

std::string DescribeReason(const JudgedPoint& point) {
  std::string text(ReasonText(point.reason));
  if (!point.detail.empty()) text += ": " + OneLine(point.detail);
  return text;
}

std::string DescribeShift(const Shift& shift) {
  return fmt::format("{}{}: {}, {} ({}), median of {} cases", OneLine(GroupName(shift.scope)),
                     shift.basis == Basis::kRaw ? " as measured" : "",
                     FormatChange(shift.log_ratio), VerdictName(shift.verdict),
                     ReasonText(shift.reason), shift.point_count);
}

}  // namespace attnwatch
