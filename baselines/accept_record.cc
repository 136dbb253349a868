// SPDX-License-Identifier: Apache-2.0
#include "baselines/accept_record.h"

#include <algorithm>

#include "results/json_field.h"
#include "results/json_text.h"
#include "results/one_line.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

std::string Text(const JsonField& field) {
  if (!IsPrintable(field.String())) {
    field.Fail("must be a line of text, is " + QuoteJson(field.value));
  }
  return field.String();
}

std::string Name(const JsonField& field) {
  if (field.String().empty()) field.Fail("must not be empty");
  return Text(field);
}

std::string Date(const JsonField& field) {
  if (!DayNumber(Name(field))) {
    field.Fail("must be a time like 2026-11-23T12:00:00Z, is " + QuoteJson(field.value));
  }
  return field.String();
}

size_t CountWithin(const JsonField& field, size_t most) {
  const auto value = field.Integer<int64_t>();
  if (value < 1 || static_cast<size_t>(value) > most) {
    field.Fail("must be 1 to " + std::to_string(most) + ", is " + QuoteJson(field.value));
  }
  return static_cast<size_t>(value);
}

double Within(const JsonField& field, double above, double most) {
  const double value = field.Double();
  if (value > above && value <= most) return value;
  field.Fail("must be above " + Json(above).dump() + " and at most " + Json(most).dump() + ", is " +
             QuoteJson(field.value));
}

Acceptance ReadAcceptance(const JsonField& object) {
  object.RequireKeys({"accepted_at", "measured_at", "commit", "board", "reason", "cases",
                      "case_count", "run_ids"});
  Acceptance acceptance;
  acceptance.accepted_at = Date(object.At("accepted_at"));
  acceptance.measured_at = Date(object.At("measured_at"));
  acceptance.commit = Name(object.At("commit"));
  acceptance.board = Text(object.At("board"));
  acceptance.reason = Name(object.At("reason"));
  acceptance.cases = Name(object.At("cases"));
  acceptance.case_count = CountWithin(object.At("case_count"), 1000000);
  acceptance.run_ids = ReadArray(object.At("run_ids"), Name);
  if (acceptance.run_ids.empty()) object.At("run_ids").Fail("must not be empty");
  return acceptance;
}

Labels ReadLabels(const JsonField& object) {
  object.RequireObject();
  Labels labels;
  for (const auto& member : object.value.items()) {
    const JsonField field{member.value(), object.source,
                          object.path + "." + OneLine(member.key(), kQuotedBytes)};
    labels.Set(member.key(), Name(field));
  }
  if (labels.empty()) object.Fail("must not be empty");
  return labels;
}

AcceptedCase ReadCase(const JsonField& object, size_t acceptances) {
  object.RequireKeys({"labels", "first", "entry", "first_seconds", "seconds",
                      "cumulative_log_ratio", "tolerance", "tolerance_reason"});
  AcceptedCase accepted;
  accepted.labels = ReadLabels(object.At("labels"));
  accepted.first = CountWithin(object.At("first"), acceptances);
  accepted.entry = CountWithin(object.At("entry"), acceptances);
  accepted.first_seconds = Within(object.At("first_seconds"), 0, 1e6);
  accepted.seconds = Within(object.At("seconds"), 0, 1e6);
  accepted.cumulative_log_ratio = Within(object.At("cumulative_log_ratio"), -100, 100);
  if (const auto tolerance = object.Find("tolerance")) {
    accepted.tolerance = Within(*tolerance, 0, 1);
    accepted.tolerance_reason = Name(object.At("tolerance_reason"));
  }
  return accepted;
}

Json AcceptanceJson(const Acceptance& acceptance) {
  return {{"accepted_at", acceptance.accepted_at}, {"measured_at", acceptance.measured_at},
          {"commit", acceptance.commit},           {"board", acceptance.board},
          {"reason", acceptance.reason},           {"cases", acceptance.cases},
          {"case_count", acceptance.case_count},   {"run_ids", acceptance.run_ids}};
}

Json CaseJson(const AcceptedCase& accepted) {
  Json object = {{"labels", LabelsJson(accepted.labels)},
                 {"first", accepted.first},
                 {"entry", accepted.entry},
                 {"first_seconds", accepted.first_seconds},
                 {"seconds", accepted.seconds},
                 {"cumulative_log_ratio", accepted.cumulative_log_ratio}};
  if (accepted.tolerance) {
    object["tolerance"] = *accepted.tolerance;
    object["tolerance_reason"] = accepted.tolerance_reason;
  }
  return object;
}

}  // namespace

AcceptRecord ParseAcceptRecord(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  const JsonField root{document, source};
  const JsonField version = root.At("accepted_schema_version");
  if (version.Integer<int>() != kAcceptedSchemaVersion) {
    version.Fail("must be " + std::to_string(kAcceptedSchemaVersion) + ", is " +
                 QuoteJson(version.value));
  }
  root.RequireKeys({"accepted_schema_version", "history", "cases"});
  AcceptRecord record;
  record.history = ReadArray(root.At("history"), ReadAcceptance);
  if (record.history.empty()) root.At("history").Fail("must not be empty");
  record.cases = ReadArray(root.At("cases"), [&](const JsonField& object) {
    return ReadCase(object, record.history.size());
  });
  if (record.cases.empty()) root.At("cases").Fail("must not be empty");
  return record;
}

std::string FormatAcceptRecord(const AcceptRecord& record) {
  return "{\n  \"accepted_schema_version\": " + std::to_string(kAcceptedSchemaVersion) +
         ",\n  \"history\": " + JsonLines(record.history, AcceptanceJson) +
         ",\n  \"cases\": " + JsonLines(record.cases, CaseJson) + "\n}\n";
}

const Acceptance& OldestInUse(const AcceptRecord& record) {
  const Acceptance* oldest = nullptr;
  for (const AcceptedCase& accepted : record.cases) {
    const Acceptance& one = record.history[accepted.entry - 1];
    if (oldest == nullptr || one.measured_at < oldest->measured_at) oldest = &one;
  }
  return *oldest;
}

}  // namespace attnwatch
