// SPDX-License-Identifier: Apache-2.0
#include "dashboards/exposition.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

void AppendNumber(double value, std::string* text) {
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  text->append(buffer, result.ptr);
}

void AppendEscaped(std::string_view value, std::string* text) {
  for (const char c : value) {
    if (c == '\\' || c == '"') *text += '\\';
    if (c == '\n') {
      *text += "\\n";
    } else {
      *text += c;
    }
  }
}

void AppendHead(const Metric& metric, std::string* text) {
  for (const char* line : {"# HELP ", "# TYPE "}) {
    *text += line;
    *text += metric.name;
    *text += ' ';
    *text += line[2] == 'H' ? metric.help : "gauge";
    *text += '\n';
  }
}

struct Sample {
  double timestamp;
  double value;
};

// The samples of every series of a metric, in the order in which the series first appear.
class History {
 public:
  void Add(std::string labels, Sample sample) {
    const auto [place, is_new] = places_.emplace(std::move(labels), order_.size());
    if (is_new) order_.push_back({&place->first, {}});
    order_[place->second].samples.push_back(sample);
  }

  void AppendTo(const Metric& metric, std::string* text) const {
    if (!order_.empty()) AppendHead(metric, text);
    for (const Series& series : order_) {
      for (const Sample& sample : series.samples) {
        text->append(metric.name).append(*series.labels).append(" ");
        AppendNumber(sample.value, text);
        *text += ' ';
        AppendNumber(sample.timestamp, text);
        *text += '\n';
      }
    }
  }

 private:
  struct Series {
    const std::string* labels;
    std::vector<Sample> samples;
  };
  std::map<std::string, size_t> places_;
  std::vector<Series> order_;
};

double RequireEnd(const Snapshot& snapshot) {
  if (const auto end = EndTimestamp(snapshot)) return *end;
  throw Error("run " + OneLine(snapshot.run.id, kQuotedBytes) + ": started_at is no UTC time (" +
              OneLine(snapshot.run.started_at, kQuotedBytes) +
              "), so that it has no place in a history");
}

// Each run once, with the time at which it ended.
std::vector<std::pair<double, const Snapshot*>> InOrderOfTime(
    const std::vector<const Snapshot*>& snapshots) {
  std::vector<std::pair<double, const Snapshot*>> nights;
  std::set<std::pair<RunKey, std::string>> seen;
  for (const Snapshot* snapshot : snapshots) {
    const bool is_new = seen.emplace(KeyOf(snapshot->run), snapshot->run.id).second;
    if (is_new) nights.emplace_back(RequireEnd(*snapshot), snapshot);
  }
  std::stable_sort(nights.begin(), nights.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  return nights;
}

}  // namespace

std::string FormatLabels(const std::vector<prometheus::ClientMetric::Label>& labels) {
  if (labels.empty()) return "";
  std::string text;
  for (const auto& label : labels) {
    text += text.empty() ? '{' : ',';
    text += label.name;
    text += "=\"";
    AppendEscaped(label.value, &text);
    text += '"';
  }
  return text + '}';
}

std::string RenderText(const std::vector<const Snapshot*>& snapshots, const ProgramFacts& facts,
                       const std::function<bool(const Metric&)>& includes) {
  std::string text;
  for (const Metric& metric : Metrics()) {
    if (includes && !includes(metric)) continue;
    bool has_head = false;
    const UseSeries use = [&](const prometheus::ClientMetric& series) {
      if (!has_head) AppendHead(metric, &text);
      has_head = true;
      text.append(metric.name).append(FormatLabels(series.label)).append(" ");
      AppendNumber(series.gauge.value, &text);
      text += '\n';
    };
    for (const Snapshot* snapshot : snapshots) ForEachSeries(metric, *snapshot, use);
    ForEachSeries(metric, facts, use);
  }
  return text;
}

std::string RenderOpenMetrics(const std::vector<const Snapshot*>& snapshots) {
  const auto nights = InOrderOfTime(snapshots);
  std::string text;
  for (const Metric& metric : Metrics()) {
    History history;
    for (const auto& [end, snapshot] : nights) {
      const double timestamp = end;
      ForEachSeries(metric, *snapshot, [&](const prometheus::ClientMetric& series) {
        history.Add(FormatLabels(series.label), {timestamp, series.gauge.value});
      });
    }
    history.AppendTo(metric, &text);
  }
  text += "# EOF\n";
  return text;
}

}  // namespace attnwatch
