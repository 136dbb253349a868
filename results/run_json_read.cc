// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "results/json_field.h"
#include "results/one_line.h"
#include "results/read_file.h"
#include "results/run_check.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = size_t{64} << 20;  // a figure run is about 1 MB

std::string ReadString(const JsonField& field) { return field.String(); }

std::optional<double> OptionalDouble(const JsonField& object, std::string_view key) {
  const auto field = object.Find(key);
  if (!field) return std::nullopt;
  return field->Double();
}

std::optional<int64_t> OptionalInteger(const JsonField& object, std::string_view key) {
  const auto field = object.Find(key);
  if (!field) return std::nullopt;
  return field->Integer<int64_t>();
}

Labels ReadLabels(const JsonField& object) {
  object.RequireObject();
  Labels labels;
  for (const auto& member : object.value.items()) {
    const JsonField field{member.value(), object.source,
                          object.path + "." + OneLine(member.key(), kQuotedBytes)};
    labels.Set(member.key(), field.String());
  }
  return labels;
}

std::array<int64_t, 3> ReadExtents(const JsonField& array) {
  if (array.ArraySize() != 3)
    array.Fail("must hold 3 numbers, holds " + std::to_string(array.ArraySize()));
  std::array<int64_t, 3> extents;
  for (size_t i = 0; i < 3; ++i) extents[i] = array.Element(i).Integer<int64_t>();
  return extents;
}

LaunchedKernel ReadLaunched(const JsonField& object) {
  return {object.At("name").String(),
          ReadExtents(object.At("grid")),
          ReadExtents(object.At("block")),
          OptionalInteger(object, "registers"),
          OptionalInteger(object, "local_bytes"),
          OptionalInteger(object, "shared_bytes")};
}

Visit ReadVisit(const JsonField& object) {
  Visit visit;
  visit.round = object.At("round").Integer<int>();
  visit.order = object.At("order").Integer<int>();
  visit.at_seconds = object.At("at_seconds").Double();
  visit.sm_clock_hertz = OptionalDouble(object, "sm_clock_hertz");
  visit.temperature_celsius = OptionalDouble(object, "temperature_celsius");
  visit.power_watts = OptionalDouble(object, "power_watts");
  visit.energy_joules = OptionalDouble(object, "energy_joules");
  visit.power_cap_share = OptionalDouble(object, "power_cap_share");
  visit.flags = ReadArray(object.At("flags"), ReadString);
  visit.seconds = ReadArray(object.At("seconds"), [](const JsonField& f) { return f.Double(); });
  return visit;
}

Status ReadStatus(const JsonField& field) {
  const auto status = FindStatus(field.String());
  if (!status) field.Fail("is not a status: " + QuoteJson(field.value));
  return *status;
}

Measurement ReadMeasurement(const JsonField& object) {
  Measurement measurement;
  measurement.labels = ReadLabels(object.At("labels"));
  measurement.status = ReadStatus(object.At("status"));
  measurement.reason = object.At("reason").String();
  measurement.flop_count = object.At("flop_count").Integer<int64_t>();
  measurement.byte_count = object.At("byte_count").Integer<int64_t>();
  measurement.floor_seconds = OptionalDouble(object, "floor_seconds");
  measurement.max_error = OptionalDouble(object, "max_error");
  measurement.error_bound = OptionalDouble(object, "error_bound");
  if (const auto algorithm = object.Find("algorithm")) measurement.algorithm = algorithm->String();
  if (const auto launched = object.Find("launched")) {
    measurement.launched = ReadArray(*launched, ReadLaunched);
  }
  measurement.visits = ReadArray(object.At("visits"), ReadVisit);
  return measurement;
}

Ceiling ReadCeiling(const JsonField& object) {
  return {object.At("name").String(), object.At("at").String(),
          OptionalDouble(object, "bytes_per_second"), OptionalDouble(object, "flops_per_second")};
}

Environment ReadEnvironment(const JsonField& object) {
  return {object.At("device_key").String(), ReadLabels(object.At("hard")),
          ReadLabels(object.At("soft"))};
}

// Before anything else: the fields of another version may mean something else.
void CheckSchemaVersion(const JsonField& root) {
  const JsonField field = root.At("schema_version");
  const int64_t version = field.Integer<int64_t>();
  const std::string expected = std::to_string(kSchemaVersion);
  if (version < kSchemaVersion)
    field.Fail("must be " + expected + ", is " + std::to_string(version));
  if (version > kSchemaVersion) {
    root.Fail("was written by a newer attnwatch (schema " + std::to_string(version) +
              ", this one reads " + expected + "): update attnwatch");
  }
}

Run ReadRun(const JsonField& root) {
  CheckSchemaVersion(root);
  Run run;
  run.suite = root.At("suite").String();
  run.grid = root.At("grid").String();
  run.id = root.At("id").String();
  run.started_at = root.At("started_at").String();
  run.complete = root.At("complete").Bool();
  run.planted = root.At("planted").Bool();
  if (const auto warnings = root.Find("warnings")) run.warnings = ReadArray(*warnings, ReadString);
  run.environment = ReadEnvironment(root.At("environment"));
  run.ceilings = ReadArray(root.At("ceilings"), ReadCeiling);
  run.measurements = ReadArray(root.At("measurements"), ReadMeasurement);
  return run;
}

}  // namespace

Run ParseRunJson(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  Run run = ReadRun({document, source});
  CheckRun(run, source);
  return run;
}

Run ReadRunJson(const std::string& path) {
  return ParseRunJson(ReadFile(path, kFileByteLimit), path);
}

}  // namespace attnwatch
