// SPDX-License-Identifier: Apache-2.0
#include "results/run_check.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "results/error.h"
#include "results/one_line.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// What is wrong, thrown by the rule that found it; each level that it passes prepends its own part
// of the path, so that paths cost nothing while nothing is wrong.
struct Problem {
  std::string path;
  std::string what;
};

std::string Join(const std::string& path, const std::string& rest) {
  return path.empty() || rest.empty() || rest[0] == '[' ? path + rest : path + "." + rest;
}

template <typename Rule>
void Within(const std::string& path, const Rule& rule) {
  try {
    rule();
  } catch (Problem& problem) {
    problem.path = Join(path, problem.path);
    throw;
  }
}

// `rule(element)` for each element of the member `name`.
template <typename Elements, typename Rule>
void WithinEach(const char* name, const Elements& elements, const Rule& rule) {
  size_t index = 0;
  try {
    for (; index < elements.size(); ++index) rule(elements[index]);
  } catch (Problem& problem) {
    problem.path = Join(std::string(name) + "[" + std::to_string(index) + "]", problem.path);
    throw;
  }
}

std::string Quote(std::string_view text) { return "`" + OneLine(text, kQuotedBytes) + "`"; }

std::string FormatNumber(double value) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

struct Range {
  const char* description;  // "must be <description>"
  const char* unit;
  double smallest;
  bool includes_smallest;
  double largest;
};

constexpr Range kSeconds = {"a positive number of seconds", " seconds", 0, false, kSecondsLimit};
constexpr Range kMoment = {"0 seconds or more", " seconds", 0, true, kSecondsLimit};
constexpr Range kHertz = {"a positive number of hertz", " hertz", 0, false, 1e12};
constexpr Range kCelsius = {"-273.15 degrees or more", " degrees", -273.15, true, 1e4};
constexpr Range kWatts = {"0 watts or more", " watts", 0, true, 1e6};
constexpr Range kJoules = {"0 joules or more", " joules", 0, true, 1e9};
constexpr Range kShare = {"0 or more", "", 0, true, 1};
constexpr Range kRate = {"a positive number", "", 0, false, 1e21};
constexpr Range kError = {"0 or more", "", 0, true, 1e300};

void CheckNumber(double value, const Range& range) {
  const bool large_enough =
      value > range.smallest || (range.includes_smallest && value == range.smallest);
  if (!large_enough) {
    throw Problem{"", std::string("must be ") + range.description + ", is " + FormatNumber(value)};
  }
  if (value > range.largest) {
    throw Problem{"", "must be at most " + FormatNumber(range.largest) + range.unit + ", is " +
                          FormatNumber(value)};
  }
}

void CheckOptional(const char* name, const std::optional<double>& value, const Range& range) {
  if (!value || !std::isfinite(*value)) return;
  Within(name, [&] { CheckNumber(*value, range); });
}

void CheckCount(const char* name, int64_t value, int64_t smallest) {
  if (value >= smallest) return;
  throw Problem{name,
                "must be " + std::to_string(smallest) + " or more, is " + std::to_string(value)};
}

void CheckText(std::string_view text) {
  if (text.size() <= kTextByteLimit) return;
  throw Problem{"", "is longer than " + std::to_string(kTextByteLimit) + " bytes: " + Quote(text)};
}

void CheckName(std::string_view name) {
  if (name.empty()) throw Problem{"", "must not be empty"};
  if (name.size() > kNameByteLimit) {
    throw Problem{"",
                  "is longer than " + std::to_string(kNameByteLimit) + " bytes: " + Quote(name)};
  }
  if (!IsPrintable(name)) {
    throw Problem{"", "must hold printable characters only, is " + Quote(name)};
  }
}

// Case names are "key=value/key=value": they name one case only without these in the parts.
void CheckLabelPart(std::string_view part) {
  CheckName(part);
  if (part.find_first_of("/=") == std::string_view::npos) return;
  throw Problem{"", "must hold neither / nor =, is " + Quote(part)};
}

void CheckLabels(const Labels& labels) {
  if (labels.empty()) throw Problem{"", "must not be empty"};
  for (const auto& [key, value] : labels.pairs()) {
    if (key.empty()) throw Problem{"", "must not have an empty key"};
    Within(OneLine(key, kQuotedBytes), [&, &key = key, &value = value] {
      CheckLabelPart(key);
      CheckLabelPart(value);
    });
  }
}

// Unlike a label, a fact about the environment may be empty: it is unknown.
void CheckFacts(const Labels& facts) {
  for (const auto& [key, value] : facts.pairs()) {
    if (key.empty()) throw Problem{"", "must not have an empty key"};
    Within(OneLine(key, kQuotedBytes), [&, &key = key, &value = value] {
      CheckName(key);
      CheckText(value);
    });
  }
}

void CheckVisit(const Visit& visit) {
  CheckCount("round", visit.round, 0);
  CheckCount("order", visit.order, 0);
  Within("at_seconds", [&] { CheckNumber(visit.at_seconds, kMoment); });
  CheckOptional("sm_clock_hertz", visit.sm_clock_hertz, kHertz);
  CheckOptional("temperature_celsius", visit.temperature_celsius, kCelsius);
  CheckOptional("power_watts", visit.power_watts, kWatts);
  CheckOptional("energy_joules", visit.energy_joules, kJoules);
  CheckOptional("power_cap_share", visit.power_cap_share, kShare);
  WithinEach("flags", visit.flags, CheckName);
  WithinEach("seconds", visit.seconds, [](double seconds) { CheckNumber(seconds, kSeconds); });
}

void CheckLaunched(const LaunchedKernel& kernel) {
  const auto check_extent = [](int64_t extent) { CheckCount("", extent, 1); };
  Within("name", [&] { CheckText(kernel.name); });
  WithinEach("grid", kernel.grid, check_extent);
  WithinEach("block", kernel.block, check_extent);
  CheckCount("registers", kernel.registers.value_or(0), 0);
  CheckCount("local_bytes", kernel.local_bytes.value_or(0), 0);
  CheckCount("shared_bytes", kernel.shared_bytes.value_or(0), 0);
}

void CheckMeasurement(const Measurement& measurement, bool complete) {
  Within("labels", [&] { CheckLabels(measurement.labels); });
  Within("reason", [&] { CheckText(measurement.reason); });
  const bool ok = measurement.status == Status::kOk;
  if (!ok && measurement.reason.empty()) {
    throw Problem{"reason", "must say why the status is `" +
                                std::string(StatusName(measurement.status)) + "`, is empty"};
  }
  CheckCount("flop_count", measurement.flop_count, 0);
  CheckCount("byte_count", measurement.byte_count, 0);
  CheckOptional("floor_seconds", measurement.floor_seconds, kSeconds);
  CheckOptional("max_error", measurement.max_error, kError);
  CheckOptional("error_bound", measurement.error_bound, kError);
  Within("algorithm", [&] { CheckText(measurement.algorithm); });
  WithinEach("launched", measurement.launched, CheckLaunched);
  WithinEach("visits", measurement.visits, CheckVisit);
  if (ok && complete && JudgedSeconds(measurement).empty()) {
    throw Problem{
        "visits",
        "must hold a sample outside the warm-up round: the status is `ok` and the run complete"};
  }
}

void CheckCeiling(const Ceiling& ceiling) {
  Within("name", [&] { CheckName(ceiling.name); });
  Within("at", [&] { CheckName(ceiling.at); });
  CheckOptional("bytes_per_second", ceiling.bytes_per_second, kRate);
  CheckOptional("flops_per_second", ceiling.flops_per_second, kRate);
}

// The order of a case's labels does not make it another case.
void CheckDuplicates(const std::vector<Measurement>& measurements) {
  std::map<std::vector<Labels::Pair>, size_t> seen;
  for (size_t i = 0; i < measurements.size(); ++i) {
    std::vector<Labels::Pair> pairs = measurements[i].labels.pairs();
    std::sort(pairs.begin(), pairs.end());
    const auto [first, is_new] = seen.emplace(std::move(pairs), i);
    if (is_new) continue;
    throw Problem{"measurements[" + std::to_string(i) + "].labels",
                  "is the same case as measurements[" + std::to_string(first->second) + "]: `" +
                      OneLine(measurements[i].labels.Name(), kNameByteLimit) + "`"};
  }
}

void CheckParts(const Run& run) {
  Within("suite", [&] { CheckName(run.suite); });
  Within("grid", [&] { CheckName(run.grid); });
  Within("id", [&] { CheckName(run.id); });
  Within("started_at", [&] { CheckName(run.started_at); });
  WithinEach("warnings", run.warnings, CheckText);
  Within("environment.device_key", [&] { CheckName(run.environment.device_key); });
  Within("environment.hard", [&] { CheckFacts(run.environment.hard); });
  Within("environment.soft", [&] { CheckFacts(run.environment.soft); });
  WithinEach("ceilings", run.ceilings, CheckCeiling);
  WithinEach("measurements", run.measurements,
             [&](const Measurement& m) { CheckMeasurement(m, run.complete); });
  CheckDuplicates(run.measurements);
}

}  // namespace

void CheckRun(const Run& run, std::string_view source) {
  try {
    CheckParts(run);
  } catch (const Problem& problem) {
    throw Error(OneLine(source) + ": " + problem.path + ": " + problem.what);
  }
}

}  // namespace attnwatch
