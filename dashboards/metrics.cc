// SPDX-License-Identifier: Apache-2.0
#include "dashboards/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
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

// Of the labels of a case, those that all cases of the alarm have; "all" where they differ.
SeriesLabels AlarmLabels(const TrendSummaryGroup& alarm) {
  SeriesLabels labels = {{"kind", std::string(TrendKindName(alarm.kind))},
                         {"scope", std::string(TrendScopeName(alarm.scope))}};
  Labels common;
  for (const auto& [key, value] : alarm.cases.front().labels.pairs()) {
    common.Set(key, CommonLabel(alarm, key));
  }
  AppendCaseLabels(common, &labels);
  return labels;
}

bool IsLabelLess(const prometheus::ClientMetric::Label& a,
                 const prometheus::ClientMetric::Label& b) {
  return std::tie(a.name, a.value) < std::tie(b.name, b.value);
}

// Boards of one kind may each have an alarm of the same cases; a series is one, the larger one.
std::vector<std::pair<SeriesLabels, const TrendSummaryGroup*>> OneAlarmPerSeries(
    const TrendSummary& trend) {
  const auto is_less = [](const SeriesLabels& a, const SeriesLabels& b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), IsLabelLess);
  };
  std::map<SeriesLabels, const TrendSummaryGroup*, decltype(is_less)> chosen(is_less);
  for (const TrendSummaryGroup& alarm : trend.groups) {
    const TrendSummaryGroup*& place = chosen[AlarmLabels(alarm)];
    if (place == nullptr || std::abs(alarm.size.log_ratio) > std::abs(place->size.log_ratio)) {
      place = &alarm;
    }
  }
  return {chosen.begin(), chosen.end()};
}

}  // namespace

const std::vector<Metric>& Metrics() {
  static const std::vector<Metric> metrics = [] {
    std::vector<Metric> all;
    for (const auto& part : {CaseMetrics(), RunMetrics(), DeviceMetrics(), VerdictMetrics(),
                             TrendMetrics(), ProgramMetrics()}) {
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
  if (metric.of_alarm != nullptr && snapshot.trend) {
    for (const auto& [labels, alarm] : OneAlarmPerSeries(*snapshot.trend)) {
      SeriesLabels scope = of_run;
      scope.insert(scope.end(), labels.begin(), labels.end());
      metric.of_alarm(*alarm, Adder(scope, use));
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
