// SPDX-License-Identifier: Apache-2.0
#include "report/trend_json.h"

#include <cmath>

#include "report/json_parts.h"
#include "results/json_text.h"
#include "results/read_file.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = size_t{64} << 20;

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string TextOrNull(const JsonField& object, std::string_view key) {
  const JsonField field = object.At(key);
  return field.value.is_null() ? "" : field.String();
}

// A time of a night.
std::string ReadTime(const JsonField& field) {
  if (!EpochSeconds(field.String())) {
    field.Fail("must be a time like 2026-11-23T03:00:00Z, is " + QuoteJson(field.value));
  }
  return field.String();
}

std::string TimeOrNull(const JsonField& object, std::string_view key) {
  const JsonField field = object.At(key);
  return field.value.is_null() ? "" : ReadTime(field);
}

// What is noisier has no size.
void AddSize(const TrendSize& size, bool has_size, Json* json) {
  (*json)["log_ratio"] = KnownJson(size.log_ratio, has_size);
  (*json)["low"] = KnownJson(size.low, has_size);
  (*json)["high"] = KnownJson(size.high, has_size);
}

TrendSize ReadSize(const JsonField& object) {
  return {ReadKnown(object, "log_ratio", 0), ReadKnown(object, "low", TrendSize{}.low),
          ReadKnown(object, "high", TrendSize{}.high)};
}

Json CaseJson(const TrendSummaryCase& one, bool has_size) {
  Json json = {{"device_key", one.device_key},
               {"grid", one.grid},
               {"labels", LabelsJson(one.labels)},
               {"open", one.is_open}};
  AddSize(one.size, has_size, &json);
  return json;
}

Json GroupJson(const TrendSummaryGroup& group) {
  const bool has_size = group.kind != TrendKind::kNoisier;
  Json json = {{"title", group.title},
               {"kind", TrendKindName(group.kind)},
               {"cause", TrendCauseName(group.cause)},
               {"scope", TrendScopeName(group.scope)},
               {"open", group.is_open},
               {"device_key", group.device_key},
               {"grid", group.grid},
               {"kernel", group.kernel},
               {"alignment_class", group.alignment_class},
               {"watched", group.watched},
               {"since", OrNull(group.since)},
               {"called", group.called},
               {"ended", OrNull(group.ended)}};
  AddSize(group.size, has_size, &json);
  json["last_good_commit"] = OrNull(group.last_good_commit);
  json["called_commit"] = OrNull(group.called_commit);
  json["environment_changes"] = group.environment_changes;
  json["confirm"] = OrNull(group.confirm);
  json["confirmation"] = TrendConfirmationName(group.confirmation);
  json["confirmation_detail"] = group.confirmation_detail;
  json["cases"] = Json::array();
  for (const auto& one : group.cases) json["cases"].push_back(CaseJson(one, has_size));
  return json;
}

Json KernelJson(const TrendSummaryKernel& kernel) {
  return {{"device_key", kernel.device_key}, {"grid", kernel.grid},     {"kernel", kernel.kernel},
          {"last_night", kernel.last_night}, {"nights", kernel.nights}, {"cases", kernel.cases},
          {"learning", kernel.learning},     {"slower", kernel.slower}, {"faster", kernel.faster},
          {"noisier", kernel.noisier}};
}

TrendSummaryCase ReadCase(const JsonField& object) {
  return {object.At("device_key").String(), object.At("grid").String(),
          ReadLabels(object.At("labels")), object.At("open").Bool(), ReadSize(object)};
}

std::string ReadString(const JsonField& field) { return field.String(); }

size_t ReadCount(const JsonField& object, std::string_view key) {
  return object.At(key).Integer<uint32_t>();
}

TrendSummaryGroup ReadGroup(const JsonField& object) {
  TrendSummaryGroup group;
  group.title = object.At("title").String();
  group.kind = ReadName(object.At("kind"), TrendKind::kNoisier, TrendKindName);
  group.cause = ReadName(object.At("cause"), TrendCause::kEnvironment, TrendCauseName);
  group.scope = ReadName(object.At("scope"), TrendScope::kGlobal, TrendScopeName);
  group.is_open = object.At("open").Bool();
  group.device_key = object.At("device_key").String();
  group.grid = object.At("grid").String();
  group.kernel = object.At("kernel").String();
  group.alignment_class = object.At("alignment_class").String();
  group.watched = ReadCount(object, "watched");
  group.since = TimeOrNull(object, "since");
  group.called = ReadTime(object.At("called"));
  group.ended = TimeOrNull(object, "ended");
  group.size = ReadSize(object);
  group.last_good_commit = TextOrNull(object, "last_good_commit");
  group.called_commit = TextOrNull(object, "called_commit");
  group.environment_changes = ReadArray(object.At("environment_changes"), ReadString);
  group.confirm = TextOrNull(object, "confirm");
  group.confirmation =
      ReadName(object.At("confirmation"), TrendConfirmation::kNotConfirmed, TrendConfirmationName);
  group.confirmation_detail = object.At("confirmation_detail").String();
  group.cases = ReadArray(object.At("cases"), ReadCase);
  if (group.cases.empty()) object.At("cases").Fail("must hold a case at least");
  return group;
}

TrendSummaryKernel ReadKernel(const JsonField& object) {
  TrendSummaryKernel kernel;
  kernel.device_key = object.At("device_key").String();
  kernel.grid = object.At("grid").String();
  kernel.kernel = object.At("kernel").String();
  kernel.last_night = ReadTime(object.At("last_night"));
  kernel.nights = ReadCount(object, "nights");
  kernel.cases = ReadCount(object, "cases");
  kernel.learning = ReadCount(object, "learning");
  kernel.slower = ReadCount(object, "slower");
  kernel.faster = ReadCount(object, "faster");
  kernel.noisier = ReadCount(object, "noisier");
  return kernel;
}

}  // namespace

std::string FormatTrendJson(const TrendSummary& summary) {
  return "{\n  \"trend_schema_version\": " + std::to_string(kTrendSchemaVersion) +
         ",\n  \"skipped_nights\": " + std::to_string(summary.skipped_nights) +
         ",\n  \"kernels\": " + JsonLines(summary.kernels, KernelJson) +
         ",\n  \"alarms\": " + JsonLines(summary.groups, GroupJson) + "\n}\n";
}

TrendSummary ParseTrendJson(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  const JsonField root{document, source};
  const JsonField version = root.At("trend_schema_version");
  if (version.Integer<int>() != kTrendSchemaVersion) {
    version.Fail("this reader knows " + std::to_string(kTrendSchemaVersion) + " only, this is " +
                 QuoteJson(version.value));
  }
  TrendSummary summary;
  summary.skipped_nights = ReadCount(root, "skipped_nights");
  summary.kernels = ReadArray(root.At("kernels"), ReadKernel);
  summary.groups = ReadArray(root.At("alarms"), ReadGroup);
  return summary;
}

TrendSummary ReadTrendJson(const std::string& path) {
  return ParseTrendJson(ReadFile(path, kFileByteLimit), path);
}

}  // namespace attnwatch
