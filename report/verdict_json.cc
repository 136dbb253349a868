// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_json.h"

#include <array>

#include "report/json_parts.h"
#include "results/json_text.h"

namespace attnwatch {
namespace {

constexpr std::array<std::string_view, 3> kSeverityNames = {"error", "warning", "note"};

std::string_view BasisName(Basis basis) { return basis == Basis::kAdjusted ? "adjusted" : "raw"; }

Json SideJson(const ReportSide& side) {
  return {{"run_ids", side.run_ids},
          {"commit", side.commit},
          {"board", side.board},
          {"started_at", side.started_at},
          {"planted", side.planted}};
}

Json NoticeJson(const Notice& notice) {
  return {{"severity", kSeverityNames[static_cast<size_t>(notice.severity)]},
          {"text", notice.text}};
}

Json DifferenceJson(const EnvironmentDifference& difference) {
  return {{"name", difference.name},
          {"baseline", difference.baseline},
          {"candidate", difference.candidate}};
}

Json ShiftJson(const Shift& shift) {
  return {{"kernel", shift.scope.kernel},
          {"alignment_class", shift.scope.alignment_class},
          {"verdict", VerdictName(shift.verdict)},
          {"reason", ReasonName(shift.reason)},
          {"basis", BasisName(shift.basis)},
          {"log_ratio", KnownJson(shift.log_ratio)},
          {"standard_error", KnownJson(shift.standard_error)},
          {"point_count", shift.point_count},
          {"pairs", shift.pairs}};
}

Json CaseJson(const ReportCase& one) {
  const JudgedPoint& point = one.point;
  const bool has_ratio = HasRatio(point);
  return {
      {"labels", LabelsJson(point.labels)},
      {"verdict", VerdictName(point.verdict)},
      {"reason", ReasonName(point.reason)},
      {"detail", point.detail},
      {"cause", one.cause},
      {"stage", point.stage == Stage::kScreen ? "screen" : "confirm"},
      {"basis", BasisName(point.basis)},
      {"pairs", point.pairs},
      {"log_ratio", KnownJson(point.log_ratio, has_ratio)},
      {"low", KnownJson(point.low, has_ratio)},
      {"high", KnownJson(point.high, has_ratio)},
      {"p_value", KnownJson(point.p_value, has_ratio)},
      {"minimum_detectable_log_ratio", KnownJson(point.minimum_detectable_log_ratio, has_ratio)},
      {"tolerance", one.tolerance},
      {"clock_log_ratio", KnownJson(point.clock_log_ratio, has_ratio)},
      {"elasticity", KnownJson(point.elasticity, has_ratio)},
      {"baseline_seconds", KnownJson(point.baseline_seconds, has_ratio)},
      {"candidate_seconds", KnownJson(point.candidate_seconds, has_ratio)},
      {"launches_differ", point.launches_differ}};
}

// Of every verdict, 0 included: a reader need not know which may be absent.
Json CountsJson(const VerdictReport& report) {
  Json counts = Json::object();
  for (const Verdict verdict : VerdictsBySeverity()) {
    counts[std::string(VerdictName(verdict))] = CountVerdict(report, verdict);
  }
  return counts;
}

}  // namespace

std::string FormatVerdictJson(const VerdictReport& report) {
  std::string text = "{\n  \"verdict_schema_version\": " + std::to_string(kVerdictSchemaVersion);
  const auto add = [&](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("suite", JsonText(report.suite));
  add("grid", JsonText(report.grid));
  add("device_key", JsonText(report.device_key));
  add("comparison", JsonText(report.comparison));
  add("exit_code", std::to_string(report.exit_code));
  add("outcome", JsonText(OutcomeName(report.exit_code)));
  add("counts", JsonText(CountsJson(report)));
  add("baseline", JsonText(SideJson(report.baseline)));
  add("candidate", JsonText(SideJson(report.candidate)));
  add("margin", JsonText(report.margin));
  add("tolerance", JsonText(report.tolerance));
  add("confidence", JsonText(report.confidence));
  add("notices", JsonLines(report.notices, NoticeJson));
  add("causes", JsonText(report.causes));
  add("differences", JsonLines(report.differences, DifferenceJson));
  add("shifts", JsonLines(report.shifts, ShiftJson));
  add("cases", JsonLines(report.cases, CaseJson));
  return text + "\n}\n";
}

}  // namespace attnwatch
