// SPDX-License-Identifier: Apache-2.0
#include "ci/noise_record_json.h"

#include <set>

#include "results/atomic_file.h"
#include "results/json_field.h"
#include "results/json_text.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = size_t{16} << 20;  // 341 points are 150 kB

double Within(const JsonField& field, double least, double most) {
  const double value = field.Double();
  if (value >= least && value <= most) return value;
  field.Fail("must be " + Json(least).dump() + " to " + Json(most).dump() + ", is " +
             QuoteJson(field.value));
}

// Of a logarithm, or degrees of freedom, or a count: none of ours is larger.
double NotNegative(const JsonField& field) {
  const double value = field.Double();
  if (value < 0) field.Fail("must be 0 or more, is " + QuoteJson(field.value));
  if (value > 1e6) field.Fail("must be at most 1e+06, is " + QuoteJson(field.value));
  return value;
}

size_t Count(const JsonField& field, int64_t least) {
  const auto value = field.Integer<int64_t>();
  if (value < least) {
    field.Fail("must be " + std::to_string(least) + " or more, is " + QuoteJson(field.value));
  }
  return static_cast<size_t>(value);
}

std::string Text(const JsonField& field) {
  const std::string& text = field.String();
  if (!IsPrintable(text)) {
    field.Fail("must hold printable characters only, is " + QuoteJson(field.value));
  }
  return text;
}

std::string Name(const JsonField& field) {
  if (field.String().empty()) field.Fail("must not be empty");
  return Text(field);
}

// A case must be named; a fact about the environment may be unknown.
Labels ReadLabels(const JsonField& object, std::string (*read)(const JsonField&)) {
  object.RequireObject();
  Labels labels;
  for (const auto& member : object.value.items()) {
    const JsonField field{member.value(), object.source,
                          object.path + "." + OneLine(member.key(), kQuotedBytes)};
    if (!IsPrintable(member.key()) || member.key().empty()) field.Fail("is not a name");
    labels.Set(member.key(), read(field));
  }
  return labels;
}

VariancePrior ReadPrior(const JsonField& object) {
  object.RequireKeys({"variance", "degrees_of_freedom"});
  VariancePrior prior;
  prior.variance = NotNegative(object.At("variance"));
  prior.degrees_of_freedom = NotNegative(object.At("degrees_of_freedom"));
  return prior;
}

GroupNoise ReadGroup(const JsonField& object) {
  object.RequireKeys({"kernel", "alignment_class", "power_capped", "point_count", "adjusted", "raw",
                      "adjusted_shift_variance", "raw_shift_variance", "temperature_coefficient",
                      "temperature_error"});
  GroupNoise group;
  group.group = {Text(object.At("kernel")), Text(object.At("alignment_class")),
                 object.At("power_capped").Bool()};
  group.point_count = Count(object.At("point_count"), 1);
  group.adjusted = ReadPrior(object.At("adjusted"));
  group.raw = ReadPrior(object.At("raw"));
  group.adjusted_shift_variance = NotNegative(object.At("adjusted_shift_variance"));
  group.raw_shift_variance = NotNegative(object.At("raw_shift_variance"));
  if (const auto coefficient = object.Find("temperature_coefficient")) {
    group.temperature_coefficient = Within(*coefficient, -1, 1);
    group.temperature_error = NotNegative(object.At("temperature_error"));
  }
  return group;
}

ElasticitySource ReadSource(const JsonField& field) {
  for (const ElasticitySource source :
       {ElasticitySource::kFitted, ElasticitySource::kNoClock, ElasticitySource::kConstantClock}) {
    if (field.String() == ElasticitySourceName(source)) return source;
  }
  field.Fail("is not a source of an elasticity: " + QuoteJson(field.value));
}

TwoStates ReadStates(const JsonField& object) {
  object.RequireKeys({"gap", "share"});
  return {NotNegative(object.At("gap")), Within(object.At("share"), 0, 0.5)};
}

PointNoise ReadPoint(const JsonField& object) {
  object.RequireKeys({"labels", "power_capped", "process_count", "elasticity_source", "elasticity",
                      "elasticity_error", "adjusted_variance", "raw_variance", "clock_variance",
                      "visit_variance", "between_variance", "two_states"});
  PointNoise point;
  point.labels = ReadLabels(object.At("labels"), Name);
  if (point.labels.empty()) object.At("labels").Fail("must not be empty");
  point.group = {point.labels.Get("kernel"), point.labels.Get("alignment_class"),
                 object.At("power_capped").Bool()};
  point.process_count = Count(object.At("process_count"), 2);
  point.elasticity_source = ReadSource(object.At("elasticity_source"));
  point.elasticity = Within(object.At("elasticity"), -1, 0);
  point.elasticity_error = NotNegative(object.At("elasticity_error"));
  point.adjusted_variance = NotNegative(object.At("adjusted_variance"));
  point.raw_variance = NotNegative(object.At("raw_variance"));
  point.clock_variance = NotNegative(object.At("clock_variance"));
  point.visit_variance = NotNegative(object.At("visit_variance"));
  point.between_variance = NotNegative(object.At("between_variance"));
  if (const auto states = object.Find("two_states")) point.two_states = ReadStates(*states);
  return point;
}

void CheckVersion(const JsonField& root) {
  const JsonField field = root.At("noise_schema_version");
  const auto version = field.Integer<int64_t>();
  if (version > kNoiseSchemaVersion) {
    root.Fail("was written by a newer attnwatch (noise schema " + std::to_string(version) +
              ", this one reads " + std::to_string(kNoiseSchemaVersion) + "): update attnwatch");
  }
  if (version < kNoiseSchemaVersion) field.Fail("must be 1, is " + std::to_string(version));
}

// The order of a case's labels does not make it another case.
void CheckDuplicates(const NoiseRecord& noise, const JsonField& root) {
  std::set<std::vector<Labels::Pair>> cases;
  for (size_t i = 0; i < noise.points.size(); ++i) {
    if (cases.insert(CaseKey(noise.points[i].labels)).second) continue;
    root.At("points").Element(i).Fail("is a case that was there before");
  }
  std::set<CaseGroup> groups;
  for (size_t i = 0; i < noise.groups.size(); ++i) {
    if (groups.insert(noise.groups[i].group).second) continue;
    root.At("groups").Element(i).Fail("is a group that was there before");
  }
}

Json PriorJson(const VariancePrior& prior) {
  return {{"variance", prior.variance}, {"degrees_of_freedom", prior.degrees_of_freedom}};
}

Json GroupJson(const GroupNoise& group) {
  Json object = {{"kernel", group.group.kernel},
                 {"alignment_class", group.group.alignment_class},
                 {"power_capped", group.group.power_capped},
                 {"point_count", group.point_count},
                 {"adjusted", PriorJson(group.adjusted)},
                 {"raw", PriorJson(group.raw)},
                 {"adjusted_shift_variance", group.adjusted_shift_variance},
                 {"raw_shift_variance", group.raw_shift_variance}};
  if (group.temperature_coefficient) {
    object["temperature_coefficient"] = *group.temperature_coefficient;
    object["temperature_error"] = group.temperature_error;
  }
  return object;
}

Json PointJson(const PointNoise& point) {
  Json object = {{"labels", LabelsJson(point.labels)},
                 {"power_capped", point.group.power_capped},
                 {"process_count", point.process_count},
                 {"elasticity_source", ElasticitySourceName(point.elasticity_source)},
                 {"elasticity", point.elasticity},
                 {"elasticity_error", point.elasticity_error},
                 {"adjusted_variance", point.adjusted_variance},
                 {"raw_variance", point.raw_variance},
                 {"clock_variance", point.clock_variance},
                 {"visit_variance", point.visit_variance},
                 {"between_variance", point.between_variance}};
  if (point.two_states) {
    object["two_states"] = {{"gap", point.two_states->gap}, {"share", point.two_states->share}};
  }
  return object;
}

}  // namespace

NoiseRecord ParseNoiseRecord(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  const JsonField root{document, source};
  CheckVersion(root);
  root.RequireKeys({"noise_schema_version", "device_key", "hard", "run_ids", "groups", "points"});
  NoiseRecord noise;
  noise.device_key = Name(root.At("device_key"));
  noise.hard = ReadLabels(root.At("hard"), Text);
  noise.run_ids = ReadArray(root.At("run_ids"), Name);
  noise.groups = ReadArray(root.At("groups"), ReadGroup);
  noise.points = ReadArray(root.At("points"), ReadPoint);
  CheckDuplicates(noise, root);
  return noise;
}

NoiseRecord ReadNoiseRecord(const std::string& path) {
  return ParseNoiseRecord(ReadFile(path, kFileByteLimit), path);
}

std::string FormatNoiseRecord(const NoiseRecord& noise) {
  std::string text = "{\n  \"noise_schema_version\": " + std::to_string(kNoiseSchemaVersion);
  const auto add = [&](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("device_key", JsonText(noise.device_key));
  add("hard", JsonText(LabelsJson(noise.hard)));
  add("run_ids", JsonText(noise.run_ids));
  add("groups", JsonLines(noise.groups, GroupJson));
  add("points", JsonLines(noise.points, PointJson));
  return text + "\n}\n";
}

void WriteNoiseRecord(const NoiseRecord& noise, const std::string& path) {
  const std::string text = FormatNoiseRecord(noise);
  ParseNoiseRecord(text, path);
  WriteFileAtomically(path, text);
}

}  // namespace attnwatch
