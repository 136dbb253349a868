// SPDX-License-Identifier: Apache-2.0
#include "results/atomic_file.h"
#include "results/json_text.h"
#include "results/run_check.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

template <typename Number>
void SetIfKnown(const char* key, const std::optional<Number>& value, Json* object) {
  if (value) (*object)[key] = *value;  // one that is not finite becomes null: unknown
}

Json LaunchedJson(const std::vector<LaunchedKernel>& launched) {
  Json array = Json::array();
  for (const LaunchedKernel& kernel : launched) {
    Json object = {{"name", kernel.name}, {"grid", kernel.grid}, {"block", kernel.block}};
    SetIfKnown("registers", kernel.registers, &object);
    SetIfKnown("local_bytes", kernel.local_bytes, &object);
    SetIfKnown("shared_bytes", kernel.shared_bytes, &object);
    array.push_back(std::move(object));
  }
  return array;
}

Json VisitJson(const Visit& visit) {
  Json object = {{"round", visit.round}, {"order", visit.order}, {"at_seconds", visit.at_seconds}};
  SetIfKnown("sm_clock_hertz", visit.sm_clock_hertz, &object);
  SetIfKnown("temperature_celsius", visit.temperature_celsius, &object);
  SetIfKnown("power_watts", visit.power_watts, &object);
  SetIfKnown("energy_joules", visit.energy_joules, &object);
  SetIfKnown("power_cap_share", visit.power_cap_share, &object);
  object["flags"] = visit.flags;
  object["seconds"] = visit.seconds;
  return object;
}

Json MeasurementJson(const Measurement& measurement) {
  Json object = {{"labels", LabelsJson(measurement.labels)},
                 {"status", StatusName(measurement.status)},
                 {"reason", measurement.reason},
                 {"flop_count", measurement.flop_count},
                 {"byte_count", measurement.byte_count}};
  SetIfKnown("floor_seconds", measurement.floor_seconds, &object);
  SetIfKnown("max_error", measurement.max_error, &object);
  SetIfKnown("error_bound", measurement.error_bound, &object);
  if (!measurement.algorithm.empty()) object["algorithm"] = measurement.algorithm;
  object["launched"] = LaunchedJson(measurement.launched);
  Json visits = Json::array();
  for (const Visit& visit : measurement.visits) visits.push_back(VisitJson(visit));
  object["visits"] = std::move(visits);
  return object;
}

Json CeilingJson(const Ceiling& ceiling) {
  Json object = {{"name", ceiling.name}, {"at", ceiling.at}};
  SetIfKnown("bytes_per_second", ceiling.bytes_per_second, &object);
  SetIfKnown("flops_per_second", ceiling.flops_per_second, &object);
  return object;
}

std::string EnvironmentText(const Environment& environment) {
  return "{\n    \"device_key\": " + JsonText(environment.device_key) +
         ",\n    \"hard\": " + JsonText(LabelsJson(environment.hard)) +
         ",\n    \"soft\": " + JsonText(LabelsJson(environment.soft)) + "\n  }";
}

std::string Format(const Run& run) {
  std::string text = "{\n  \"schema_version\": " + std::to_string(kSchemaVersion);
  const auto add = [&](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("suite", JsonText(run.suite));
  add("grid", JsonText(run.grid));
  add("id", JsonText(run.id));
  add("started_at", JsonText(run.started_at));
  add("complete", JsonText(run.complete));
  add("planted", JsonText(run.planted));
  add("warnings", JsonText(run.warnings));
  add("environment", EnvironmentText(run.environment));
  add("ceilings", JsonLines(run.ceilings, CeilingJson));
  add("measurements", JsonLines(run.measurements, MeasurementJson));
  return text + "\n}\n";
}

}  // namespace

std::string FormatRunJson(const Run& run) {
  CheckRun(run, "this run");
  return Format(run);
}

void WriteRunJson(const Run& run, const std::string& path) {
  CheckRun(run, path);
  WriteFileAtomically(path, Format(run));
}

}  // namespace attnwatch
