// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <limits>

#include "report/json_parts.h"
#include "report/verdict_json.h"
#include "results/json_field.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = size_t{64} << 20;  // 10000 cases are 6 MB
constexpr double kInfinity = std::numeric_limits<double>::infinity();

Verdict ReadVerdict(const JsonField& field) {
  return ReadName(field, Verdict::kTolerated, VerdictName);
}

Reason ReadReason(const JsonField& field) { return ReadName(field, Reason::kStatus, ReasonName); }

Basis ReadBasis(const JsonField& field) {
  if (field.String() == "adjusted") return Basis::kAdjusted;
  if (field.String() == "raw") return Basis::kRaw;
  field.Fail("must be adjusted or raw, is " + QuoteJson(field.value));
}

Stage ReadStage(const JsonField& field) {
  if (field.String() == "screen") return Stage::kScreen;
  if (field.String() == "confirm") return Stage::kConfirm;
  field.Fail("must be screen or confirm, is " + QuoteJson(field.value));
}

Severity ReadSeverity(const JsonField& field) {
  constexpr std::array<std::string_view, 3> kNames = {"error", "warning", "note"};
  return ReadName(field, Severity::kNote,
                  [&](Severity s) { return kNames[static_cast<size_t>(s)]; });
}

std::string ReadString(const JsonField& field) { return field.String(); }

ReportSide ReadSide(const JsonField& object) {
  return {ReadArray(object.At("run_ids"), ReadString), object.At("commit").String(),
          object.At("board").String(), object.At("started_at").String()};
}

Notice ReadNotice(const JsonField& object) {
  return {ReadSeverity(object.At("severity")), object.At("text").String()};
}

EnvironmentDifference ReadDifference(const JsonField& object) {
  return {object.At("name").String(), object.At("baseline").String(),
          object.At("candidate").String()};
}

Shift ReadShift(const JsonField& object) {
  Shift shift;
  shift.scope = {object.At("kernel").String(), object.At("alignment_class").String(), false};
  shift.verdict = ReadVerdict(object.At("verdict"));
  shift.reason = ReadReason(object.At("reason"));
  shift.basis = ReadBasis(object.At("basis"));
  shift.log_ratio = ReadKnown(object, "log_ratio", kInfinity);
  shift.standard_error = ReadKnown(object, "standard_error", kInfinity);
  shift.point_count = object.At("point_count").Integer<uint32_t>();
  shift.pairs = object.At("pairs").Integer<uint32_t>();
  return shift;
}

double ReadSeconds(const JsonField& object, std::string_view key) {
  const double seconds = ReadKnown(object, key, 0);
  if (seconds < 0)
    object.At(key).Fail("must be 0 seconds or more, is " + QuoteJson(object.At(key).value));
  return seconds;
}

ReportCase ReadCase(const JsonField& object) {
  ReportCase one;
  JudgedPoint& point = one.point;
  point.labels = ReadLabels(object.At("labels"));
  point.group = {point.labels.Get("kernel"), point.labels.Get("alignment_class"), false};
  point.verdict = ReadVerdict(object.At("verdict"));
  point.reason = ReadReason(object.At("reason"));
  point.detail = object.At("detail").String();
  point.stage = ReadStage(object.At("stage"));
  point.basis = ReadBasis(object.At("basis"));
  point.pairs = object.At("pairs").Integer<uint32_t>();
  point.log_ratio = ReadKnown(object, "log_ratio", 0);
  point.low = ReadKnown(object, "low", -kInfinity);
  point.high = ReadKnown(object, "high", kInfinity);
  point.p_value = ReadKnown(object, "p_value", 1);
  point.minimum_detectable_log_ratio = ReadKnown(object, "minimum_detectable_log_ratio", kInfinity);
  point.clock_log_ratio = ReadKnown(object, "clock_log_ratio", 0);
  point.elasticity = ReadKnown(object, "elasticity", 0);
  point.baseline_seconds = ReadSeconds(object, "baseline_seconds");
  point.candidate_seconds = ReadSeconds(object, "candidate_seconds");
  point.launches_differ = object.At("launches_differ").Bool();
  one.name = point.labels.Name();
  one.tolerance = object.At("tolerance").Double();
  one.cause = object.At("cause").String();
  return one;
}

ExitCode ReadExitCode(const JsonField& field) {
  const int code = field.Integer<int>();
  if (code < kExitPass || code > kExitMissing) {
    field.Fail("must be 0 to 4, is " + QuoteJson(field.value));
  }
  return static_cast<ExitCode>(code);
}

void CheckSchema(const JsonField& root) {
  const JsonField version = root.At("verdict_schema_version");
  if (version.Integer<int>() != kVerdictSchemaVersion) {
    version.Fail("this reader knows " + std::to_string(kVerdictSchemaVersion) + " only, this is " +
                 QuoteJson(version.value));
  }
}

}  // namespace

VerdictReport ParseVerdictJson(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  const JsonField root{document, source};
  CheckSchema(root);
  VerdictReport report;
  report.suite = root.At("suite").String();
  report.grid = root.At("grid").String();
  report.device_key = root.At("device_key").String();
  report.comparison = root.At("comparison").String();
  report.exit_code = ReadExitCode(root.At("exit_code"));
  report.baseline = ReadSide(root.At("baseline"));
  report.candidate = ReadSide(root.At("candidate"));
  if (report.candidate.run_ids.empty()) root.At("candidate").Fail("must name a run at least");
  report.margin = root.At("margin").Double();
  report.tolerance = root.At("tolerance").Double();
  report.confidence = root.At("confidence").Double();
  report.notices = ReadArray(root.At("notices"), ReadNotice);
  report.causes = ReadArray(root.At("causes"), ReadString);
  report.differences = ReadArray(root.At("differences"), ReadDifference);
  report.shifts = ReadArray(root.At("shifts"), ReadShift);
  report.cases = ReadArray(root.At("cases"), ReadCase);
  return report;
}

VerdictReport ReadVerdictJson(const std::string& path) {
  return ParseVerdictJson(ReadFile(path, kFileByteLimit), path);
}

}  // namespace attnwatch
