// SPDX-License-Identifier: Apache-2.0
#include "results/atomic_file.h"
#include "results/json_document.h"
#include "results/run_check.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

// Exception texts and host names may hold bytes that are not UTF-8; those become U+FFFD.
std::string Dump(const Json& value) {
  return value.dump(-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

template <typename Number>
void SetIfKnown(const char* key, const std::optional<Number>& value, Json* object) {
  if (value) (*object)[key] = *value;  // one that is not finite becomes null: unknown
}

Json LabelsJson(const Labels& labels) {
  Json object = Json::object();
  for (const auto& [key, value] : labels.pairs()) object[key] = value;
  return object;
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

std::string EnvironmentText(const Environment& environment) {
  return "{\n    \"device_key\": " + Dump(environment.device_key) +
         ",\n    \"hard\": " + Dump(LabelsJson(environment.hard)) +
         ",\n    \"soft\": " + Dump(LabelsJson(environment.soft)) + "\n  }";
}

std::string Format(const Run& run) {
  std::string text = "{\n  \"schema_version\": " + std::to_string(kSchemaVersion);
  const auto add = [&](const char* key, const std::string& value) {
    text += std::string(",\n  \"") + key + "\": " + value;
  };
  add("suite", Dump(run.suite));
  add("grid", Dump(run.grid));
  add("id", Dump(run.id));
  add("started_at", Dump(run.started_at));
  add("complete", Dump(run.complete));
  add("planted", Dump(run.planted));
  add("warnings", Dump(run.warnings));
  add("environment", EnvironmentText(run.environment));
  add("ceilings", Lines(run.ceilings, CeilingJson));
  add("measurements", Lines(run.measurements, MeasurementJson));
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
