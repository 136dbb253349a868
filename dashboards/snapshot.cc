// SPDX-License-Identifier: Apache-2.0
#include "dashboards/snapshot.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "compare/case_table.h"
#include "dashboards/visit_totals.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/summary.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

// Between the two nearest samples; `sorted` is not empty.
double Quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void AddTimes(const Measurement& measurement, CaseSnapshot* one) {
  if (measurement.status != Status::kOk) return;
  std::vector<double> seconds = JudgedSeconds(measurement);
  if (seconds.empty()) return;
  std::sort(seconds.begin(), seconds.end());
  const double median = Quantile(seconds, 0.5);
  one->p05_seconds = Quantile(seconds, 0.05);
  one->median_seconds = median;
  one->p95_seconds = Quantile(seconds, 0.95);
  one->flops_per_second = static_cast<double>(measurement.flop_count) / median;
  one->bytes_per_second = static_cast<double>(measurement.byte_count) / median;
  if (measurement.floor_seconds) one->floor_ratio = *measurement.floor_seconds / median;
}

CaseSnapshot MeasuredCase(const Measurement& measurement) {
  CaseSnapshot one;
  one.labels = measurement.labels;
  one.status = measurement.status;
  AddTimes(measurement, &one);
  std::vector<double> hertz;
  std::vector<double> watts;
  for (const Visit* visit : JudgedVisits(measurement)) {
    if (visit->sm_clock_hertz) hertz.push_back(*visit->sm_clock_hertz);
    if (visit->power_watts) watts.push_back(*visit->power_watts);
  }
  one.clock_hertz = Median(std::move(hertz));
  one.power_watts = Median(std::move(watts));
  return one;
}

// Infinite where the verdict does not know it.
std::optional<double> Change(double log_ratio) {
  const double change = std::expm1(log_ratio);
  if (!std::isfinite(log_ratio) || !std::isfinite(change)) return std::nullopt;
  return change;
}

void AddVerdict(const JudgedPoint& point, CaseSnapshot* one) {
  one->verdict = point.verdict;
  if (!HasRatio(point)) return;
  one->change = Change(point.log_ratio);
  one->change_low = Change(point.low);
  one->change_high = Change(point.high);
  one->minimum_detectable_change = Change(point.minimum_detectable_log_ratio);
}

void AddVerdicts(const VerdictReport& verdict, Snapshot* snapshot) {
  std::map<std::vector<Labels::Pair>, size_t> places;
  for (size_t i = 0; i < snapshot->cases.size(); ++i) {
    places.emplace(CaseKey(snapshot->cases[i].labels), i);
  }
  for (const ReportCase& judged : verdict.cases) {
    const auto [place, is_new] =
        places.emplace(CaseKey(judged.point.labels), snapshot->cases.size());
    if (is_new) {
      snapshot->cases.emplace_back();
      snapshot->cases.back().labels = judged.point.labels;
      snapshot->missing_count += judged.point.verdict == Verdict::kMissing ? 1 : 0;
    }
    AddVerdict(judged.point, &snapshot->cases[place->second]);
  }
  for (const Verdict state : VerdictsBySeverity()) {
    snapshot->verdict_counts.push_back(CountVerdict(verdict, state));
  }
}

void RequireVerdictOf(const VerdictReport& verdict, const Run& run) {
  if (IsVerdictOf(verdict, run)) return;
  throw Error("the verdict is of run " + OneLine(verdict.candidate.run_ids.front(), kQuotedBytes) +
              ", not of " + OneLine(run.id, kQuotedBytes) + "; judge this run (attnwatch compare)");
}

}  // namespace

RunKey KeyOf(const Run& run) { return {run.suite, run.environment.device_key, run.grid}; }

bool IsVerdictOf(const VerdictReport& verdict, const Run& run) {
  const auto& ids = verdict.candidate.run_ids;
  return std::find(ids.begin(), ids.end(), run.id) != ids.end() && verdict.suite == run.suite &&
         verdict.grid == run.grid && verdict.device_key == run.environment.device_key;
}

std::optional<TrendSummary> TrendOf(const TrendSummary& summary, const Run& run) {
  TrendSummary own;
  for (const TrendSummaryKernel& kernel : summary.kernels) {
    if (kernel.device_key != run.environment.device_key || kernel.grid != run.grid) continue;
    // A trend that knows a later night is that one's.
    if (kernel.last_night > run.started_at) return std::nullopt;
    own.kernels.push_back(kernel);
  }
  if (own.kernels.empty()) return std::nullopt;
  for (TrendSummaryGroup group : summary.groups) {
    // The machine's clock has its own metrics.
    if (group.kind == TrendKind::kSlower && !IsSlowdown(group)) continue;
    auto& cases = group.cases;
    cases.erase(std::remove_if(cases.begin(), cases.end(),
                               [&](const TrendSummaryCase& one) {
                                 return !one.is_open || one.grid != run.grid ||
                                        one.device_key != run.environment.device_key;
                               }),
                cases.end());
    if (group.is_open && !cases.empty()) own.groups.push_back(std::move(group));
  }
  return own;
}

std::optional<double> EndTimestamp(const Snapshot& snapshot) {
  if (!snapshot.start_timestamp) return std::nullopt;
  return *snapshot.start_timestamp + snapshot.totals.end_seconds.value_or(0);
}

Snapshot MakeSnapshot(Run run, std::optional<VerdictReport> verdict) {
  Snapshot snapshot;
  if (verdict) RequireVerdictOf(*verdict, run);
  snapshot.totals = SumVisits(run);
  for (const Measurement& measurement : run.measurements) {
    snapshot.cases.push_back(MeasuredCase(measurement));
    ++snapshot.status_counts[static_cast<size_t>(measurement.status)];
  }
  if (verdict) AddVerdicts(*verdict, &snapshot);
  run.measurements.clear();
  run.measurements.shrink_to_fit();
  if (const auto start = EpochSeconds(run.started_at)) {
    snapshot.start_timestamp = static_cast<double>(*start);
  }
  snapshot.run = std::move(run);
  if (verdict) {
    verdict->cases.clear();
    verdict->cases.shrink_to_fit();
    snapshot.verdict = std::move(verdict);
  }
  const bool measured = snapshot.status_counts[static_cast<size_t>(Status::kOk)] > 0;
  if (snapshot.run.complete && measured) snapshot.last_success_timestamp = EndTimestamp(snapshot);
  return snapshot;
}

}  // namespace attnwatch
