// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_json.h"

#include <array>
#include <cmath>

#include "results/json_document.h"

namespace attnwatch {
namespace {

constexpr std::array<std::string_view, 3> kSeverityNames = {"error", "warning", "note"};

std::string Dump(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

Json Known(double value, bool is_known = true) {
  return is_known && std::isfinite(value) ? Json(value) : Json(nullptr);
}

std::string_view BasisName(Basis basis) { return basis == Basis::kAdjusted ? "adjusted" : "raw"; }

Json SideJson(const ReportSide& side) {
  return {{"run_ids", side.run_ids},
          {"commit", side.commit},
          {"board", side.board},
          {"started_at", side.started_at}};
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
          {"log_ratio", Known(shift.log_ratio)},
          {"standard_error", Known(shift.standard_error)},
          {"point_count", shift.point_count},
          {"pairs", shift.pairs}};
}

Json CaseJson(const ReportCase& one) {
  const JudgedPoint& point = one.point;
  const bool has_ratio = HasRatio(point);
  Json labels = Json::object();
  for (const auto& [key, value] : point.labels.pairs()) labels[key] = value;
  return {{"labels", labels},
          {"verdict", VerdictName(point.verdict)},
          {"reason", ReasonName(point.reason)},
          {"detail", point.detail},
          {"cause", one.cause},
          {"stage", point.stage == Stage::kScreen ? "screen" : "confirm"},
          {"basis", BasisName(point.basis)},
          {"pairs", point.pairs},
          {"log_ratio", Known(point.log_ratio, has_ratio)},
          {"low", Known(point.low, has_ratio)},
          {"high", Known(point.high, has_ratio)},
          {"p_value", Known(point.p_value, has_ratio)},
          {"minimum_detectable_log_ratio", Known(point.minimum_detectable_log_ratio, has_ratio)},
          {"tolerance", one.tolerance},
          {"clock_log_ratio", Known(point.clock_log_ratio, has_ratio)},
          {"elasticity", Known(point.elasticity, has_ratio)},
          {"baseline_seconds", Known(point.baseline_seconds, has_ratio)},
          {"candidate_seconds", Known(point.candidate_seconds, has_ratio)},
          {"launches_differ", point.launches_differ}};
}

// An array with one element a line.
template <typename Elements, typename ToJson>
std::string Lines(const Elements& elements, const ToJson& to_json) {
  std::string text = "[";
  const char* separator = "\n    ";
  for (const auto& element : elements) {
    text += separator + Dump(to_json(element));
    separator = ",\n    ";
  }
  return text + (elements.empty() ? "]" : "\n  ]");
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
  add("suite", Dump(report.suite));
  add("grid", Dump(report.grid));
  add("device_key", Dump(report.device_key));
  add("comparison", Dump(report.comparison));
  add("exit_code", std::to_string(report.exit_code));
  add("outcome", Dump(OutcomeName(report.exit_code)));
  add("counts", Dump(CountsJson(report)));
  add("baseline", Dump(SideJson(report.baseline)));
  add("candidate", Dump(SideJson(report.candidate)));
  add("margin", Dump(report.margin));
  add("tolerance", Dump(report.tolerance));
  add("confidence", Dump(report.confidence));
  add("notices", Lines(report.notices, NoticeJson));
  add("causes", Dump(report.causes));
  add("differences", Lines(report.differences, DifferenceJson));
  add("shifts", Lines(report.shifts, ShiftJson));
  add("cases", Lines(report.cases, CaseJson));
  return text + "\n}\n";
}

}  // namespace attnwatch
