// SPDX-License-Identifier: Apache-2.0
#include "dashboards/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/check_names.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "report/testing/small_trend.h"
#include "report/testing/small_verdict.h"
#include "report/testing/synthetic_run.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

// Of the device and grid of SmallVerdict: its second case.
TrendSummary Trend() {
  TrendReport report = SmallTrend();
  report.cases[0].device_key = report.groups[0].device_key = "gpu<1>";
  for (TrendReportNight& night : report.nights) night.device_key = "gpu<1>";
  report.cases[0].labels = SmallVerdict().candidate.measurements[1].labels;
  return SummarizeTrend(report);
}

Snapshot Full() {
  const SmallVerdict small;
  attnwatch::Run run = small.candidate;
  for (Measurement& m : run.measurements) {
    m.floor_seconds = 1e-4;
    m.visits[0].sm_clock_hertz = 1.7e9;
    m.visits[0].power_watts = 600;
    m.visits[0].energy_joules = 10;
    m.visits[0].temperature_celsius = 60;
    m.visits[0].power_cap_share = 0.5;
  }
  run.ceilings.push_back({"gemm_float16", "end", {}, 7e14});
  for (const char* key : {"driver", "vbios", "device_name", "host_device_name"}) {
    run.environment.soft.Set(key, "x");
  }
  run.environment.soft.Set("sm_clock_max_megahertz", "1980");
  run.environment.soft.Set("power_limit_milliwatts", "700000");
  Snapshot snapshot = MakeSnapshot(run, small.report());
  snapshot.trend = TrendOf(Trend(), run);
  return snapshot;
}

std::map<std::string, std::string> LabelMap(const prometheus::ClientMetric& series) {
  std::map<std::string, std::string> labels;
  for (const auto& label : series.label) labels[label.name] = label.value;
  return labels;
}

struct Series {
  std::string metric;
  bool is_of_case;
  std::map<std::string, std::string> labels;
  double value;
};

std::vector<Series> AllSeries(const Snapshot& snapshot) {
  std::vector<Series> all;
  for (const Metric& metric : Metrics()) {
    const auto use = [&](const prometheus::ClientMetric& series) {
      all.push_back({std::string(metric.name), metric.of_case != nullptr, LabelMap(series),
                     series.gauge.value});
    };
    ForEachSeries(metric, snapshot, use);
    ForEachSeries(metric, ProgramFacts{0}, use);
  }
  return all;
}

std::map<std::string, size_t> CountByCase(const Snapshot& snapshot) {
  std::map<std::string, size_t> counts;
  for (const Series& series : AllSeries(snapshot)) {
    if (series.is_of_case) ++counts[series.labels.at("head_dim")];
  }
  return counts;
}

TEST(Metrics, AreAtMost25ACase) {
  for (const auto& [head_dim, count] : CountByCase(Full())) {
    EXPECT_LE(count, kSeriesPerCaseMax) << head_dim;
  }
  // The most that there can be: nothing that is counted is unknown.
  EXPECT_EQ(CountByCase(Full())["3"], kSeriesPerCaseMax);
  for (const auto& [head_dim, count] : CountByCase(MakeSnapshot(SyntheticRun(), {}))) {
    EXPECT_LE(count, kSeriesPerCaseMax) << head_dim;
  }
}

std::map<std::string, double> ValuesOf(const std::vector<Series>& all, const std::string& metric,
                                       const std::string& label) {
  std::map<std::string, double> values;
  for (const Series& series : all) {
    if (series.metric == metric) values[series.labels.at(label)] = series.value;
  }
  return values;
}

TEST(Metrics, TheTrendIsCountedAndItsAlarmsAreNamed) {
  const std::vector<Series> all = AllSeries(Full());
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_alarms", "kind"),
              ElementsAre(Pair("faster", 0), Pair("noisier", 0), Pair("slower", 1)));
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_cases", "state"),
              ElementsAre(Pair("faster", 0), Pair("judged", 1), Pair("learning", 0),
                          Pair("noisier", 0), Pair("slower", 1)));
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_change_ratio", "head_dim"),
              ElementsAre(Pair("3", DoubleNear(std::expm1(0.0198), 1e-12))));
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_confirmation", "state"),
              ElementsAre(Pair("confirmed", 0), Pair("not_confirmed", 0), Pair("unconfirmed", 1)));
  // 2026-01-05 and 2026-01-07, at three.
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_since_timestamp_seconds", "scope"),
              ElementsAre(Pair("case", 1767582000)));
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_called_timestamp_seconds", "kind"),
              ElementsAre(Pair("slower", 1767754800)));
}

// Fifty cases that got slower together are one alarm, and not fifty series.
TEST(Metrics, AnAlarmOfManyCasesHasTheLabelsThatAllHave) {
  TrendSummary trend = Trend();
  TrendSummaryGroup& group = trend.groups[0];
  group.cases.push_back(group.cases[0]);
  group.cases[1].labels.Set("head_dim", "5");
  trend.groups.push_back(group);  // of another board: one series
  trend.groups[1].size.log_ratio = 0.01;
  Snapshot snapshot = Full();
  snapshot.trend = TrendOf(trend, snapshot.run);
  const std::vector<Series> all = AllSeries(snapshot);
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_change_ratio", "head_dim"),
              ElementsAre(Pair("all", DoubleNear(std::expm1(0.0198), 1e-12))));
  EXPECT_THAT(ValuesOf(all, "attnwatch_trend_alarm_cases", "class"), ElementsAre(Pair("1", 2)));
  EXPECT_EQ(ValuesOf(all, "attnwatch_trend_alarms", "kind")["slower"], 2);
}

TEST(Metrics, ATrendIsOfItsOwnDeviceGridAndNight) {
  const attnwatch::Run run = Full().run;
  EXPECT_TRUE(TrendOf(Trend(), run));
  attnwatch::Run other = run;
  other.grid = "smoke";
  EXPECT_FALSE(TrendOf(Trend(), other));
  other = run;
  other.environment.device_key = "gpu<2>";
  EXPECT_FALSE(TrendOf(Trend(), other));
  other = run;
  other.started_at = "2026-01-08T03:00:00Z";  // the trend knows a later one
  EXPECT_FALSE(TrendOf(Trend(), other));
  TrendSummary ended = Trend();
  ended.groups[0].is_open = ended.groups[0].cases[0].is_open = false;
  EXPECT_TRUE(TrendOf(ended, run)->groups.empty());
}

TEST(Metrics, AreUniqueAndNamedAsPrometheusWants) {
  std::set<std::pair<std::string, std::map<std::string, std::string>>> seen;
  for (const Series& series : AllSeries(Full())) {
    EXPECT_TRUE(seen.emplace(series.metric, series.labels).second) << series.metric;
    EXPECT_TRUE(prometheus::CheckMetricName(series.metric)) << series.metric;
    EXPECT_EQ(series.metric.rfind("attnwatch_", 0), 0u) << series.metric;
    for (const auto& [name, value] : series.labels) {
      EXPECT_TRUE(prometheus::CheckLabelName(name)) << name;
    }
  }
}

// Prometheus and the Pushgateway refuse all series where two are the same.
TEST(Metrics, AreUniqueWhereTheRunSaysThingsTwice) {
  SmallVerdict small;
  small.judgement.shifts.push_back(small.judgement.shifts[0]);  // on the other basis
  small.judgement.shifts[1].basis = Basis::kRaw;
  small.judgement.shifts[1].verdict = Verdict::kRegressed;
  small.judgement.shifts[1].log_ratio = 0.5;
  small.candidate.ceilings.push_back(small.candidate.ceilings[0]);  // of another shard
  small.candidate.ceilings[1].bytes_per_second = 1e12;
  std::map<std::string, std::vector<double>> values;
  for (const Series& series : AllSeries(MakeSnapshot(small.candidate, small.report()))) {
    values[series.metric].push_back(series.value);
  }
  EXPECT_THAT(values["attnwatch_shift_change_ratio"], ElementsAre(std::expm1(0.5)));
  EXPECT_THAT(values["attnwatch_ceiling_bytes_per_second"], ElementsAre(1e12));
}

// Commit, run and board change with every run: each value would be a new series for ever.
TEST(Metrics, HaveBoundedLabels) {
  for (const Series& series : AllSeries(Full())) {
    if (series.metric.find("_info") != std::string::npos) continue;
    for (const char* label : {"commit", "run_id", "board"}) {
      EXPECT_EQ(series.labels.count(label), 0u) << series.metric;
    }
  }
}

TEST(Metrics, StateSetsHaveOneState) {
  std::map<std::string, double> sums;
  for (const Series& series : AllSeries(Full())) {
    if (series.metric == "attnwatch_case_verdict")
      sums[series.labels.at("head_dim")] += series.value;
    if (series.metric == "attnwatch_verdict_outcome") sums["outcome"] += series.value;
  }
  EXPECT_THAT(sums, SizeIs(7));
  for (const auto& [key, sum] : sums) EXPECT_EQ(sum, 1) << key;
}

TEST(Metrics, WithoutAVerdictThereIsAStatus) {
  const Snapshot snapshot = MakeSnapshot(SyntheticRun(), {});
  std::set<std::string> names;
  for (const Series& series : AllSeries(snapshot)) {
    names.insert(series.metric);
    if (series.metric != "attnwatch_run_cases") continue;
    EXPECT_NE(series.labels.at("status"), "missing");
  }
  EXPECT_EQ(names.count("attnwatch_case_status"), 1u);
  EXPECT_EQ(names.count("attnwatch_case_verdict"), 0u);
  EXPECT_EQ(names.count("attnwatch_baseline_info"), 0u);
}

TEST(Metrics, OddLabelsBecomeHarmless) {
  attnwatch::Run run = SmallVerdict().candidate;
  run.environment.soft.Set("commit", "say \"hi\"\nand more");
  run.environment.soft.Set("board", std::string(10240, 'x'));
  run.measurements.resize(1);
  run.measurements[0].labels = {
      {"kernel", "a\"b\\c"}, {"device", "mine"}, {"2-d", "x"}, {"__a", "y"}};
  std::map<std::string, std::string> info;
  std::map<std::string, std::string> one;
  for (const Series& series : AllSeries(MakeSnapshot(run, {}))) {
    if (series.metric == "attnwatch_run_info") info = series.labels;
    if (series.metric == "attnwatch_case_status") one = series.labels;
  }
  EXPECT_EQ(info["commit"], "say \"hi\"\\x0aand more");
  EXPECT_LE(info["board"].size(), 203u);
  EXPECT_EQ(info["board"].substr(info["board"].size() - 4), "x...");
  EXPECT_EQ(one["kernel"], "a\"b\\c");
  EXPECT_EQ(one["device"], "gpu<1>");
  EXPECT_EQ(one["case_device"], "mine");
  EXPECT_EQ(one["case_2_d"], "x");
  EXPECT_EQ(one["case___a"], "y");
}

TEST(Metrics, NoSeriesForWhatIsNotKnown) {
  SmallVerdict small;
  small.judgement.points[0].low = -std::numeric_limits<double>::infinity();
  small.judgement.points[0].high = std::numeric_limits<double>::infinity();
  size_t bounds = 0;
  for (const Series& series : AllSeries(MakeSnapshot(small.candidate, small.report()))) {
    if (series.labels.count("head_dim") == 0 || series.labels.at("head_dim") != "1") continue;
    bounds += series.metric == "attnwatch_case_change_low_ratio" ||
              series.metric == "attnwatch_case_change_high_ratio";
  }
  EXPECT_EQ(bounds, 0u);
}

std::set<std::string> SplitNames(std::string_view text) {
  std::set<std::string> names;
  while (!text.empty()) {
    const size_t comma = text.find(", ");
    names.emplace(text.substr(0, comma));
    text = comma == std::string_view::npos ? "" : text.substr(comma + 2);
  }
  return names;
}

// The labels that a row promises are those that its series have, beyond those of its scope.
TEST(Metrics, HaveTheLabelsOfTheTable) {
  const Snapshot snapshot = Full();
  const std::set<std::string> case_labels = {"kernel", "head_dim", "hidden_size", "class"};
  for (const Metric& metric : Metrics()) {
    if (metric.of_program != nullptr) continue;
    std::set<std::string> expected = SplitNames(metric.labels);
    expected.insert({"suite", "device", "grid"});
    if (metric.of_case != nullptr) expected.insert(case_labels.begin(), case_labels.end());
    if (metric.of_alarm != nullptr) {
      expected.insert(case_labels.begin(), case_labels.end());
      expected.insert({"kind", "scope"});
    }
    if (metric.of_shift != nullptr) expected.insert({"kernel", "class"});
    size_t count = 0;
    ForEachSeries(metric, snapshot, [&](const prometheus::ClientMetric& series) {
      ++count;
      std::set<std::string> names;
      for (const auto& label : series.label) names.insert(label.name);
      EXPECT_EQ(names, expected) << metric.name;
    });
    EXPECT_EQ(count > 0, metric.name != "attnwatch_case_status") << metric.name;
  }
}

// The page for people has the rows of the table, and no others.
TEST(Metrics, AreThoseOfThePage) {
  const std::string page = ReadFile("dashboards/metrics.md", 1 << 20);
  size_t rows = 0;
  for (size_t at = 0; (at = page.find("\n| `attnwatch_", at)) != std::string::npos; ++at) ++rows;
  EXPECT_EQ(rows, Metrics().size());
  for (const Metric& metric : Metrics()) {
    std::string labels;
    std::string_view rest = metric.labels;
    while (!rest.empty()) {
      const size_t comma = rest.find(", ");
      labels += (labels.empty() ? " `" : ", `") + std::string(rest.substr(0, comma)) + "`";
      rest = comma == std::string_view::npos ? "" : rest.substr(comma + 2);
    }
    const std::string row = "| `" + std::string(metric.name) + "` | " + std::string(metric.unit) +
                            " |" + labels + " | " + std::string(metric.exists) + " | " +
                            std::string(metric.help) + " |\n";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace attnwatch
