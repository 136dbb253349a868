// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include "dashboards/metrics_rows.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

struct Outcome {
  ExitCode exit_code;
  std::string_view name;
};

constexpr std::array<Outcome, 5> kOutcomes = {{{kExitPass, "pass"},
                                               {kExitRegression, "regression"},
                                               {kExitNoAnswer, "no_answer"},
                                               {kExitMissing, "missing"},
                                               {kExitUsage, "error"}}};

void OutcomeState(const Snapshot& snapshot, const AddSeries& add) {
  if (!snapshot.verdict) return;
  for (const Outcome& outcome : kOutcomes) {
    add(outcome.exit_code == snapshot.verdict->exit_code, {{"outcome", outcome.name}});
  }
}

void Cases(const Snapshot& snapshot, const AddSeries& add) {
  for (size_t i = 0; i < snapshot.verdict_counts.size(); ++i) {
    add(static_cast<double>(snapshot.verdict_counts[i]),
        {{"verdict", VerdictName(VerdictsBySeverity()[i])}});
  }
}

template <double VerdictReport::*member>
void Number(const Snapshot& snapshot, const AddSeries& add) {
  if (snapshot.verdict) add((*snapshot.verdict).*member, {});
}

// Nothing where there is none yet.
const ReportSide* BaselineOf(const Snapshot& snapshot) {
  if (!snapshot.verdict || snapshot.verdict->baseline.run_ids.empty()) return nullptr;
  return &snapshot.verdict->baseline;
}

void BaselineInfo(const Snapshot& snapshot, const AddSeries& add) {
  const ReportSide* baseline = BaselineOf(snapshot);
  if (baseline == nullptr) return;
  add(1, {{"run_id", baseline->run_ids.front()},
          {"commit", baseline->commit},
          {"board", baseline->board},
          {"comparison", snapshot.verdict->comparison}});
}

void BaselineStart(const Snapshot& snapshot, const AddSeries& add) {
  const ReportSide* baseline = BaselineOf(snapshot);
  if (baseline == nullptr) return;
  if (const auto start = EpochSeconds(baseline->started_at)) add(static_cast<double>(*start), {});
}

void ShiftChange(const Shift& shift, const AddSeries& add) { add(std::expm1(shift.log_ratio), {}); }

void ShiftVerdict(const Shift& shift, const AddSeries& add) {
  AddStates("verdict", VerdictsBySeverity(), VerdictName, shift.verdict, add);
}

}  // namespace

std::vector<Metric> VerdictMetrics() {
  constexpr std::string_view kBaseline = "a baseline exists";
  constexpr std::string_view kMoved = "a class or all cases moved";
  return {
      {"attnwatch_verdict_outcome", "state set", "outcome", "judged",
       "What the comparison ended with: 1 for the one that holds.", nullptr, OutcomeState},
      {"attnwatch_verdict_cases", "count", "verdict", "judged", "Cases by verdict.", nullptr,
       Cases},
      {"attnwatch_verdict_margin_ratio", "ratio", "", "judged", "Slowdown that nobody cares about.",
       nullptr, Number<&VerdictReport::margin>},
      {"attnwatch_verdict_tolerance_ratio", "ratio", "", "judged", "Slowdown that fails.", nullptr,
       Number<&VerdictReport::tolerance>},
      {"attnwatch_baseline_info", "1", "run_id, commit, board, comparison", kBaseline,
       "Who the baseline is.", nullptr, BaselineInfo},
      {"attnwatch_baseline_start_timestamp_seconds", "seconds", "", kBaseline,
       "When the baseline was measured; its age is time() less this.", nullptr, BaselineStart},
      {"attnwatch_shift_change_ratio", "ratio", "", kMoved,
       "How much slower a class of cases became, median over its cases.", nullptr, nullptr,
       ShiftChange},
      {"attnwatch_shift_verdict", "state set", "verdict", kMoved,
       "Verdict of the shift: 1 for the one that holds.", nullptr, nullptr, ShiftVerdict},
  };
}

}  // namespace attnwatch
