// SPDX-License-Identifier: Apache-2.0
//
// Snapshot: a run and its verdict, reduced to the numbers that are exported. A hundredth of a run,
// so that many nights fit into memory.
//
//   const Snapshot snapshot = MakeSnapshot(ReadRunJson("run.json"),
//   ReadVerdictJson("verdict.json")); RenderText({&snapshot}, {});
//
// Units are base units. What was not measured is absent.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "report/trend_summary.h"
#include "report/verdict_report.h"
#include "results/run.h"

namespace attnwatch {

// Why visits are distrusted; what is not listed counts as the last one.
inline constexpr std::array<std::string_view, 5> kExportedFlags = {
    "throttled", "clock_off", "launch_gaps", "timer_ticks", "other"};

struct CaseSnapshot {
  Labels labels;
  std::optional<Status> status;  // nothing for a case that only the verdict names
  std::optional<double> p05_seconds, median_seconds, p95_seconds;
  std::optional<double> flops_per_second, bytes_per_second;
  std::optional<double> floor_ratio;
  std::optional<double> clock_hertz, power_watts;

  std::optional<Verdict> verdict;
  // Slower than the baseline by this: 0.05 is 5 %.
  std::optional<double> change, change_low, change_high;
  std::optional<double> minimum_detectable_change;
};

// Over the visits of a run; flags and `visits` without the warm-up round.
struct VisitTotals {
  size_t visits = 0;
  std::array<size_t, kExportedFlags.size()> flagged = {};
  std::optional<double> end_seconds;  // since the start of the run
  std::optional<double> energy_joules;
  std::optional<double> clock_hertz, power_watts;  // medians
  std::optional<double> temperature_celsius;       // the highest
  std::optional<double> power_capped_share;        // the mean
};

struct Snapshot {
  Run run;                               // without its measurements
  std::optional<VerdictReport> verdict;  // without its cases
  std::optional<TrendSummary> trend;     // of its device and grid: what is open
  std::vector<CaseSnapshot> cases;       // in the order of the run, then those it lacks
  VisitTotals totals;
  std::array<size_t, kStatuses.size()> status_counts = {};
  std::vector<size_t> verdict_counts;  // as VerdictsBySeverity; empty without a verdict
  size_t missing_count = 0;
  std::optional<double> start_timestamp;  // seconds since 1970
  // End of the last run of this grid and device that succeeded: this one, until somebody knows
  // better.
  std::optional<double> last_success_timestamp;
};

// Throws Error where the verdict is of other runs.
Snapshot MakeSnapshot(Run run, std::optional<VerdictReport> verdict);

// What a trend says of the device and grid of the run; nothing where it knows none of their nights,
// or a later one than this.
std::optional<TrendSummary> TrendOf(const TrendSummary& summary, const Run& run);

// When the run ended, in seconds since 1970; nothing where its start is no time.
std::optional<double> EndTimestamp(const Snapshot& snapshot);

// What series are told apart by: one snapshot each.
struct RunKey {
  std::string suite, device, grid;

  friend bool operator<(const RunKey& a, const RunKey& b) {
    return std::tie(a.suite, a.device, a.grid) < std::tie(b.suite, b.device, b.grid);
  }
};

RunKey KeyOf(const Run& run);

// Whether the verdict is (also) of this run.
bool IsVerdictOf(const VerdictReport& verdict, const Run& run);

}  // namespace attnwatch
