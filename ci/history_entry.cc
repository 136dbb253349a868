// SPDX-License-Identifier: Apache-2.0
#include "ci/history_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compare/case_table.h"
#include "compare/elasticity.h"
#include "compare/robust.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/summary.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

// The commit is what a history is about, and the others vary without a meaning. The kernel of the
// host's system is updated with every reboot in some clouds, and times of a GPU do not follow it.
constexpr std::array<std::string_view, 10> kNoEpoch = {
    "commit", "commit_dirty",   "settled",          "settle_seconds", "order_seed",
    "shard",  "host_os_kernel", "nvml_unsupported", "host",           "instance"};

bool StartsEpoch(const std::string& name) {
  return std::find(kNoEpoch.begin(), kNoEpoch.end(), name) == kNoEpoch.end();
}

// Robust, of the log samples as if every visit had run at the process' median clock.
double DeviationAtOwnClock(const CaseSummary& summary, double elasticity) {
  std::vector<double> samples;
  for (const VisitSummary& visit : summary.visits) {
    const double shift = elasticity == 0 ? 0 : elasticity * (*visit.log_clock - *summary.log_clock);
    for (const double log_seconds : visit.log_seconds) samples.push_back(log_seconds - shift);
  }
  return kMadToDeviation * MedianAbsoluteDeviation(samples);
}

NightPoint ReducePoint(const CaseSummary& summary, const Elasticity& elasticity) {
  NightPoint point;
  point.status = summary.status;
  point.sample_count = static_cast<int64_t>(summary.sample_count);
  if (!summary.measured()) {
    // Nothing that was timed; a file that says "ok" without samples is not to be believed.
    if (point.status == Status::kOk) point.status = Status::kInvalid;
    return point;
  }
  point.log_median = point.own_clock_log_median = summary.log_median;
  point.log_clock = summary.log_clock;
  const bool is_fitted = elasticity.source == ElasticitySource::kFitted && summary.log_clock;
  if (is_fitted) {
    point.own_clock_log_median = AdjustedLogMedian(summary, elasticity.value, *summary.log_clock);
    point.elasticity = elasticity.value;
    point.elasticity_error = elasticity.standard_error;
  }
  point.deviation = DeviationAtOwnClock(summary, is_fitted ? elasticity.value : 0);
  return point;
}

// The board was held back while most of the case was timed: a night that says nothing of the code.
bool IsThrottled(const Measurement& measurement) {
  const std::vector<const Visit*> visits = JudgedVisits(measurement);
  const auto held_back = std::count_if(visits.begin(), visits.end(), [](const Visit* visit) {
    return std::find(visit->flags.begin(), visit->flags.end(), "throttled") != visit->flags.end();
  });
  return 2 * static_cast<size_t>(held_back) > visits.size();
}

Night MakeNight(const Run& run, const std::string& path, const std::string& fingerprint) {
  Night night;
  const auto seconds = EpochSeconds(run.started_at);
  if (!seconds) {
    throw Error(OneLine(path) + ": started_at is no UTC time (" +
                OneLine(run.started_at, kQuotedBytes) + "), so that it has no place in a history");
  }
  night.run_id = run.id;
  night.path = path;
  night.suite = run.suite;
  night.grid = run.grid;
  night.device_key = run.environment.device_key;
  night.board = run.environment.soft.Get("board");
  night.commit = run.environment.soft.Get("commit");
  night.started_at = run.started_at;
  night.started_seconds = *seconds;
  night.complete = run.complete;
  night.planted = run.planted;
  night.dirty = run.environment.soft.Get("commit_dirty") == "true";
  night.environment = EnvironmentText(run.environment);
  night.fingerprint = fingerprint;
  return night;
}

}  // namespace

HistoryEntry MakeHistoryEntry(const Run& run, const std::string& path,
                              const std::string& fingerprint) {
  HistoryEntry entry;
  entry.night = MakeNight(run, path, fingerprint);
  const std::vector<CaseRow> table = BuildCaseTable({&run});
  const std::vector<Elasticity> elasticities = FitElasticities(table);
  for (size_t i = 0; i < table.size(); ++i) {
    entry.points.emplace_back(table[i].labels,
                              ReducePoint(*table[i].processes[0], elasticities[i]));
    // A table of one run has its measurements' order, unless a case is in it twice.
    const bool is_same =
        i < run.measurements.size() && run.measurements[i].labels == table[i].labels;
    NightPoint& point = entry.points.back().second;
    if (is_same && point.status == Status::kOk && IsThrottled(run.measurements[i])) {
      point.status = Status::kInvalid;
    }
  }
  return entry;
}

std::string Fingerprint(std::string_view text) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return fmt::format("{:016x}", hash);
}

std::string EnvironmentText(const Environment& environment) {
  std::vector<std::string> lines;
  for (const Labels* labels : {&environment.hard, &environment.soft}) {
    for (const auto& [name, value] : labels->pairs()) {
      if (StartsEpoch(name)) lines.push_back(OneLine(name) + '=' + OneLine(value) + '\n');
    }
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

}  // namespace attnwatch
