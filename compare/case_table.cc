// SPDX-License-Identifier: Apache-2.0
#include "compare/case_table.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/robust.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// A case whose own visits ran this far below the clock of its runs draws so much power that the
// cap holds it back: a noise class of its own. On an H100 (24 runs of the figure, 2026-11-23) the
// kernels of aligned head_dims from 144 on were at 0.85 to 0.94 of their runs' median clock, all
// others at 0.98 or more. The driver's own counters cannot tell: they move in steps of 100 ms,
// many visits long.
constexpr double kCappedClockShare = 0.95;

// The middle of the clocks of a run's cases; nothing where it has none.
std::optional<double> TypicalLogClock(const std::vector<CaseRow>& rows, size_t column) {
  std::vector<double> clocks;
  for (const CaseRow& row : rows) {
    const auto& process = row.processes[column];
    if (process && process->measured() && process->log_clock) clocks.push_back(*process->log_clock);
  }
  if (clocks.empty()) return std::nullopt;
  return Percentile(std::move(clocks), 0.5);
}

void MarkPowerCapped(std::vector<CaseRow>* rows) {
  if (rows->empty()) return;
  std::vector<std::optional<double>> typical;
  for (size_t column = 0; column < rows->front().processes.size(); ++column) {
    typical.push_back(TypicalLogClock(*rows, column));
  }
  for (CaseRow& row : *rows) {
    std::vector<double> shares;
    for (size_t column = 0; column < typical.size(); ++column) {
      const auto& process = row.processes[column];
      if (!process || !process->measured() || !process->log_clock) continue;
      shares.push_back(*process->log_clock - *typical[column]);
    }
    row.power_capped = !shares.empty() && Mean(shares) <= std::log(kCappedClockShare);
  }
}

struct Trait {
  const char* name;
  std::string (*of)(const Run& run);
};

constexpr Trait kTraits[] = {
    {"suite", [](const Run& run) { return run.suite; }},
    {"device key", [](const Run& run) { return run.environment.device_key; }},
};

std::string Difference(const Run& a, const Run& b, const std::string& name, const std::string& of_a,
                       const std::string& of_b) {
  return "cannot compare runs " + a.id + " and " + b.id + ": " + name + " is " +
         (of_a.empty() ? "unknown" : of_a) + " and " + (of_b.empty() ? "unknown" : of_b);
}

std::optional<std::string> FindMachineDifference(const Run& a, const Run& b) {
  for (const Trait& trait : kTraits) {
    if (trait.of(a) != trait.of(b)) {
      return Difference(a, b, trait.name, trait.of(a), trait.of(b));
    }
  }
  Labels names = a.environment.hard;
  for (const auto& [name, value] : b.environment.hard.pairs()) names.Set(name, value);
  for (const auto& [name, value] : names.pairs()) {
    const std::string& of_a = a.environment.hard.Get(name);
    const std::string& of_b = b.environment.hard.Get(name);
    if (of_a != of_b) return Difference(a, b, name, of_a, of_b);
  }
  return std::nullopt;
}

void Refuse(const std::optional<std::string>& difference) {
  if (difference) throw Error(*difference);
}

}  // namespace

std::vector<const CaseSummary*> CaseRow::measured() const {
  std::vector<const CaseSummary*> found;
  for (const auto& process : processes) {
    if (process && process->measured()) found.push_back(&*process);
  }
  return found;
}

std::vector<Labels::Pair> CaseKey(const Labels& labels) {
  std::vector<Labels::Pair> pairs = labels.pairs();
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

std::vector<CaseRow> BuildCaseTable(const std::vector<const Run*>& runs, size_t visit_limit) {
  std::vector<CaseRow> rows;
  std::map<std::vector<Labels::Pair>, size_t> index;
  const auto find_row = [&](const Labels& labels, size_t guess) {
    // Runs of one grid name its cases in one order: then no key need be made.
    if (guess < rows.size() && rows[guess].labels == labels) return guess;
    const auto [found, is_new] = index.emplace(CaseKey(labels), rows.size());
    if (is_new) rows.push_back({labels, {runs.size(), std::nullopt}, false});
    return found->second;
  };
  for (size_t column = 0; column < runs.size(); ++column) {
    for (size_t i = 0; i < runs[column]->measurements.size(); ++i) {
      const Measurement& measurement = runs[column]->measurements[i];
      const size_t row = find_row(measurement.labels, i);
      rows[row].processes[column] = SummarizeCase(measurement, visit_limit);
    }
  }
  MarkPowerCapped(&rows);
  return rows;
}

void RequireSameMachine(const std::vector<const Run*>& runs) {
  for (const Run* run : runs) Refuse(FindMachineDifference(*runs.front(), *run));
}

std::optional<std::string> FindIncomparable(const std::vector<const Run*>& runs) {
  for (const Run* run : runs) {
    const Run& first = *runs.front();
    if (auto difference = FindMachineDifference(first, *run)) return difference;
    if (run->grid != first.grid) return Difference(first, *run, "grid", first.grid, run->grid);
  }
  return std::nullopt;
}

void RequireComparable(const std::vector<const Run*>& runs) { Refuse(FindIncomparable(runs)); }

std::string GroupName(const CaseGroup& group) {
  return (group.kernel.empty() ? "all kernels" : group.kernel) +
         (group.alignment_class.empty() ? " all classes" : " class " + group.alignment_class) +
         (group.power_capped ? " power-capped" : "");
}

CaseGroup GroupOf(const CaseRow& row) {
  return {row.labels.Get("kernel"), row.labels.Get("alignment_class"), row.power_capped};
}

}  // namespace attnwatch
