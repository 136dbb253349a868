// SPDX-License-Identifier: Apache-2.0
//
// THE TABLE of metrics, and the series that a snapshot has of each. metrics.md is the same table
// for people; a test compares the two.
//
//   for (const Metric& metric : Metrics()) {
//     ForEachSeries(metric, snapshot, [&](const prometheus::ClientMetric& series) { ... });
//   }
//   const std::vector<prometheus::MetricFamily> families = CollectFamilies({&snapshot}, {});
//
// To add a metric: a row in metrics_case.cc, metrics_run.cc, metrics_verdict.cc or
// metrics_trend.cc, and one in metrics.md.
#pragma once

#include <prometheus/metric_family.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dashboards/snapshot.h"

namespace attnwatch {

// Of one case, whatever it is.
inline constexpr size_t kSeriesPerCaseMax = 25;

// The labels of a series beyond those of its scope. An empty value is no label.
using MoreLabels = std::initializer_list<std::pair<std::string_view, std::string_view>>;
using AddSeries = std::function<void(double value, MoreLabels labels)>;

// What is exported besides the runs.
struct ProgramFacts {
  std::optional<size_t> read_errors;  // only where runs are served
};

struct Metric {
  std::string_view name;
  // As metrics.md says them.
  std::string_view unit;
  std::string_view labels;  // "run_id, commit"
  std::string_view exists;
  std::string_view help;
  // One of them: the scope.
  void (*of_case)(const CaseSnapshot& one, const AddSeries& add) = nullptr;
  void (*of_run)(const Snapshot& snapshot, const AddSeries& add) = nullptr;
  void (*of_shift)(const Shift& shift, const AddSeries& add) = nullptr;
  void (*of_program)(const ProgramFacts& facts, const AddSeries& add) = nullptr;
  void (*of_alarm)(const TrendSummaryGroup& alarm, const AddSeries& add) = nullptr;
};

// In the order of every export.
const std::vector<Metric>& Metrics();

using UseSeries = std::function<void(const prometheus::ClientMetric& series)>;

// The series of a metric about runs. Values that are not finite have none.
void ForEachSeries(const Metric& metric, const Snapshot& snapshot, const UseSeries& use);

// The series of a metric about the program.
void ForEachSeries(const Metric& metric, const ProgramFacts& facts, const UseSeries& use);

// All at once, for prometheus-cpp: about a kilobyte a series.
std::vector<prometheus::MetricFamily> CollectFamilies(const std::vector<const Snapshot*>& snapshots,
                                                      const ProgramFacts& facts);

}  // namespace attnwatch
