// SPDX-License-Identifier: Apache-2.0
#include "dashboards/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "dashboards/metrics_rows.h"
#include "dashboards/series_labels.h"

namespace attnwatch {
namespace {

SeriesLabels ScopeLabels(const Run& run) {
  return {{"suite", LabelValue(run.suite)},
          {"device", LabelValue(run.environment.device_key)},
          {"grid", LabelValue(run.grid)}};
}

std::string OrAll(const std::string& name) { return name.empty() ? "all" : LabelValue(name); }

// Gives every finite value as a series with the labels of its scope and its own.
AddSeries Adder(const SeriesLabels& scope, const UseSeries& use) {
  return [&scope, &use](double value, MoreLabels labels) {
    if (!std::isfinite(value)) return;
    prometheus::ClientMetric series;
    series.label.reserve(scope.size() + labels.size());
    series.label = scope;
    for (const auto& [name, text] : labels) {
      if (!text.empty()) series.label.push_back({std::string(name), LabelValue(text)});
    }
    series.gauge.value = value;
    use(series);
  };
}

size_t Severity(Verdict verdict) {
  const auto& order = VerdictsBySeverity();
  return static_cast<size_t>(std::find(order.begin(), order.end(), verdict) - order.begin());
}

// A class may be suspected at equal clocks and as measured; a series is either, the more severe
// one.
std::vector<Shift> OneShiftPerScope(const std::vector<Shift>& shifts) {
  std::map<std::pair<std::string, std::string>, const Shift*> chosen;
  for (const Shift& shift : shifts) {
    const Shift*& place = chosen[{shift.scope.kernel, shift.scope.alignment_class}];
    if (place == nullptr || Severity(shift.verdict) < Severity(place->verdict)) place = &shift;
  }
  std::vector<Shift> kept;
  for (const auto& [scope, shift] : chosen) kept.push_back(*shift);
  return kept;
}

}  // namespace

const std::vector<Metric>& Metrics() {
  static const std::vector<Metric> metrics = [] {
    std::vector<Metric> all;
    for (const auto& part :
         {CaseMetrics(), RunMetrics(), DeviceMetrics(), VerdictMetrics(), ProgramMetrics()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }();
  return metrics;
}

void ForEachSeries(const Metric& metric, const Snapshot& snapshot, const UseSeries& use) {
  const SeriesLabels of_run = ScopeLabels(snapshot.run);
  if (metric.of_run != nullptr) metric.of_run(snapshot, Adder(of_run, use));
  if (metric.of_case != nullptr) {
    for (const CaseSnapshot& one : snapshot.cases) {
      SeriesLabels scope = of_run;
      AppendCaseLabels(one.labels, &scope);
      metric.of_case(one, Adder(scope, use));
    }
  }
  if (metric.of_shift != nullptr && snapshot.verdict) {
    for (const Shift& shift : OneShiftPerScope(snapshot.verdict->shifts)) {
      SeriesLabels scope = of_run;
      scope.push_back({"kernel", OrAll(shift.scope.kernel)});
      scope.push_back({"class", OrAll(shift.scope.alignment_class)});
      metric.of_shift(shift, Adder(scope, use));
    }
  }
}

void ForEachSeries(const Metric& metric, const ProgramFacts& facts, const UseSeries& use) {
  const SeriesLabels none;
  if (metric.of_program != nullptr) metric.of_program(facts, Adder(none, use));
}

std::vector<prometheus::MetricFamily> CollectFamilies(const std::vector<const Snapshot*>& snapshots,
                                                      const ProgramFacts& facts) {
  std::vector<prometheus::MetricFamily> families;
  for (const Metric& metric : Metrics()) {
    prometheus::MetricFamily family = {
        std::string(metric.name), std::string(metric.help), prometheus::MetricType::Gauge, {}};
    const UseSeries use = [&](const auto& series) { family.metric.push_back(series); };
    for (const Snapshot* snapshot : snapshots) ForEachSeries(metric, *snapshot, use);
    ForEachSeries(metric, facts, use);
    if (!family.metric.empty()) families.push_back(std::move(family));
  }
  return families;
}

}  // namespace attnwatch
