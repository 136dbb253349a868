// SPDX-License-Identifier: Apache-2.0
#include "results/summary.h"

#include <algorithm>
#include <cstddef>

namespace attnwatch {
namespace {

bool IsWarmup(const Visit& visit) {
  return std::find(visit.flags.begin(), visit.flags.end(), kWarmupFlag) != visit.flags.end();
}

}  // namespace

std::vector<const Visit*> JudgedVisits(const Measurement& measurement) {
  std::vector<const Visit*> visits;
  for (const Visit& visit : measurement.visits) {
    if (!IsWarmup(visit) && !visit.seconds.empty()) visits.push_back(&visit);
  }
  return visits;
}

std::vector<double> JudgedSeconds(const Measurement& measurement) {
  std::vector<double> seconds;
  for (const Visit* visit : JudgedVisits(measurement)) {
    seconds.insert(seconds.end(), visit->seconds.begin(), visit->seconds.end());
  }
  return seconds;
}

std::optional<double> Median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto half = static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), values.begin() + half, values.end());
  const double upper = values[static_cast<size_t>(half)];
  if (values.size() % 2 == 1) return upper;
  return (*std::max_element(values.begin(), values.begin() + half) + upper) / 2;
}

std::optional<double> MedianSeconds(const Measurement& measurement) {
  if (measurement.status != Status::kOk) return std::nullopt;
  return Median(JudgedSeconds(measurement));
}

std::optional<double> BestCeiling(const Run& run, std::string_view name) {
  std::optional<double> best;
  for (const Ceiling& ceiling : run.ceilings) {
    if (ceiling.name != name) continue;
    const auto value =
        ceiling.bytes_per_second ? ceiling.bytes_per_second : ceiling.flops_per_second;
    if (value && (!best || *value > *best)) best = value;
  }
  return best;
}

int CountStatus(const Run& run, Status status) {
  return static_cast<int>(std::count_if(run.measurements.begin(), run.measurements.end(),
                                        [&](const Measurement& m) { return m.status == status; }));
}

ExitCode MeasuringExitCode(const Run& run) {
  const auto any = [&](Status status) { return CountStatus(run, status) > 0; };
  if (any(Status::kFailed) || any(Status::kIncorrect)) return kExitMissing;
  return any(Status::kInvalid) || any(Status::kNotRun) ? kExitNoAnswer : kExitPass;
}

}  // namespace attnwatch
