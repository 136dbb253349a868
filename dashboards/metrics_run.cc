// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "dashboards/metrics_rows.h"
#include "results/build_info.h"

namespace attnwatch {
namespace {

const std::string& Soft(const Snapshot& snapshot, std::string_view key) {
  return snapshot.run.environment.soft.Get(key);
}

// "cublas 13.1.0, cublaslt 13.1.0".
std::string Libraries(const Environment& environment) {
  constexpr std::string_view kSuffix = "_version";
  std::string text;
  for (const Labels* labels : {&environment.hard, &environment.soft}) {
    for (const auto& [key, value] : labels->pairs()) {
      const size_t at = key.rfind(kSuffix);
      if (value.empty() || at == std::string::npos || at + kSuffix.size() != key.size()) continue;
      text += (text.empty() ? "" : ", ") + key.substr(0, at) + " " + value;
    }
  }
  return text;
}

void Info(const Snapshot& snapshot, const AddSeries& add) {
  add(1, {{"run_id", snapshot.run.id},
          {"commit", Soft(snapshot, "commit")},
          {"board", Soft(snapshot, "board")},
          {"driver", Soft(snapshot, "driver")},
          {"library", Libraries(snapshot.run.environment)}});
}

void Start(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(snapshot.start_timestamp, add);
}

void LastSuccess(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(snapshot.last_success_timestamp, add);
}

void Complete(const Snapshot& snapshot, const AddSeries& add) { add(snapshot.run.complete, {}); }
void Planted(const Snapshot& snapshot, const AddSeries& add) { add(snapshot.run.planted, {}); }

void Warnings(const Snapshot& snapshot, const AddSeries& add) {
  add(static_cast<double>(snapshot.run.warnings.size()), {});
}

void ExpectedCases(const Snapshot& snapshot, const AddSeries& add) {
  const auto& counts = snapshot.status_counts;
  add(static_cast<double>(std::accumulate(counts.begin(), counts.end(), snapshot.missing_count)),
      {});
}

// Without a verdict nobody knows what is missing.
void Cases(const Snapshot& snapshot, const AddSeries& add) {
  for (const Status status : kStatuses) {
    add(static_cast<double>(snapshot.status_counts[static_cast<size_t>(status)]),
        {{"status", StatusName(status)}});
  }
  if (snapshot.verdict) {
    add(static_cast<double>(snapshot.missing_count), {{"status", "missing"}});
  }
}

void Visits(const Snapshot& snapshot, const AddSeries& add) {
  add(static_cast<double>(snapshot.totals.visits), {});
}

void FlaggedVisits(const Snapshot& snapshot, const AddSeries& add) {
  for (size_t i = 0; i < kExportedFlags.size(); ++i) {
    add(static_cast<double>(snapshot.totals.flagged[i]), {{"flag", kExportedFlags[i]}});
  }
}

// A run that was merged of shards has each ceiling of every shard: the lowest tells of a machine
// that is unwell, and there must be one series.
template <std::optional<double> Ceiling::*member>
void Ceilings(const Snapshot& snapshot, const AddSeries& add) {
  std::map<std::pair<std::string, std::string>, double> lowest;
  for (const Ceiling& ceiling : snapshot.run.ceilings) {
    const std::optional<double>& value = ceiling.*member;
    if (!value) continue;
    const auto [place, is_first] = lowest.emplace(std::pair(ceiling.name, ceiling.at), *value);
    if (!is_first) place->second = std::min(place->second, *value);
  }
  for (const auto& [name_at, value] : lowest) {
    add(value, {{"ceiling", name_at.first}, {"at", name_at.second}});
  }
}

template <std::optional<double> VisitTotals::*member>
void Total(const Snapshot& snapshot, const AddSeries& add) {
  AddKnown(snapshot.totals.*member, add);
}

void BuildInfo(const ProgramFacts& /*facts*/, const AddSeries& add) {
  add(1, {{"commit", BuildCommit()}, {"dirty", BuildDirty() ? "true" : "false"}});
}

void ReadErrors(const ProgramFacts& facts, const AddSeries& add) {
  if (facts.read_errors) add(static_cast<double>(*facts.read_errors), {});
}

}  // namespace

std::vector<Metric> RunMetrics() {
  return {
      {"attnwatch_run_info", "1", "run_id, commit, board, driver, library", "always",
       "Who the newest run is.", nullptr, Info},
      {"attnwatch_run_start_timestamp_seconds", "seconds", "", "always", "When the run started.",
       nullptr, Start},
      {"attnwatch_run_duration_seconds", "seconds", "", "visits exist",
       "From the start of the run to the end of its last visit.", nullptr,
       Total<&VisitTotals::end_seconds>},
      {"attnwatch_last_success_timestamp_seconds", "seconds", "", "a run succeeded",
       "End of the last run that was complete and measured something, whatever its verdict.",
       nullptr, LastSuccess},
      {"attnwatch_run_complete", "0 or 1", "", "always",
       "Whether every round of every case was visited.", nullptr, Complete},
      {"attnwatch_run_planted", "0 or 1", "", "always",
       "Whether slowdowns were added on purpose, to test the judge.", nullptr, Planted},
      {"attnwatch_run_warnings", "count", "", "always", "What a person should know about the run.",
       nullptr, Warnings},
      {"attnwatch_run_expected_cases", "count", "", "always",
       "Cases of the grid and of the baseline: the sum of attnwatch_run_cases.", nullptr,
       ExpectedCases},
      {"attnwatch_run_cases", "count", "status", "always; `missing` only where judged",
       "Cases by status; missing are those that only the baseline has.", nullptr, Cases},
      {"attnwatch_run_visits", "count", "", "always", "Visits outside the warm-up round.", nullptr,
       Visits},
      {"attnwatch_run_flagged_visits", "count", "flag", "always",
       "Visits outside the warm-up round that are to be distrusted, by reason.", nullptr,
       FlaggedVisits},
      {"attnwatch_run_energy_joules", "joules", "", "energy known",
       "Energy that the board took during the run.", nullptr, Total<&VisitTotals::energy_joules>},
      {"attnwatch_ceiling_bytes_per_second", "bytes per second", "ceiling, at", "measured",
       "What the memory of the machine can do, measured in the run: its canary.", nullptr,
       Ceilings<&Ceiling::bytes_per_second>},
      {"attnwatch_ceiling_flops_per_second", "FLOPs per second", "ceiling, at", "measured",
       "What one big matrix product can do, measured in the run: its canary.", nullptr,
       Ceilings<&Ceiling::flops_per_second>},
  };
}

std::vector<Metric> ProgramMetrics() {
  return {
      {"attnwatch_build_info", "1", "commit, dirty", "always", "Which build of attnwatch exports.",
       nullptr, nullptr, nullptr, BuildInfo},
      {"attnwatch_exporter_read_errors", "count", "", "only served",
       "Unreadable or invalid files at the last look at the runs that are served.", nullptr,
       nullptr, nullptr, ReadErrors},
  };
}

}  // namespace attnwatch
