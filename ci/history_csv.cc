// SPDX-License-Identifier: Apache-2.0
#include "ci/history_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "results/one_line.h"

namespace attnwatch {
namespace {

// RFC 4180.
std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : OneLine(text)) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string YamlQuoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : OneLine(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::map<int64_t, double> MeasuredNights(const Series& series) {
  std::map<int64_t, double> seconds;
  for (const NightPoint& point : series.points) {
    if (point.status == Status::kOk) seconds[point.night] = std::exp(point.log_median);
  }
  return seconds;
}

bool Holds(const std::map<int64_t, double>& measured, const std::vector<const Night*>& nights) {
  return std::all_of(nights.begin(), nights.end(),
                     [&](const Night* night) { return measured.count(night->key) > 0; });
}

}  // namespace

CsvExport MakeCsv(const Nights& nights, const std::vector<Series>& series) {
  std::set<int64_t> used;
  std::vector<std::map<int64_t, double>> values;
  for (const Series& one : series) {
    values.push_back(MeasuredNights(one));
    for (const auto& [night, seconds] : values.back()) used.insert(night);
  }
  std::vector<const Night*> rows;
  for (const int64_t night : used) rows.push_back(&nights.at(night));
  std::stable_sort(rows.begin(), rows.end(), [](const Night* a, const Night* b) {
    return a->started_seconds < b->started_seconds;
  });
  CsvExport csv;
  csv.night_count = rows.size();
  csv.text = "time,commit,run_id,board";
  std::vector<size_t> columns;
  for (size_t i = 0; i < series.size(); ++i) {
    const std::string name = OneLine(series[i].labels.Name());
    if (!Holds(values[i], rows)) {
      csv.incomplete.push_back(name);
      continue;
    }
    columns.push_back(i);
    csv.columns.push_back(name);
    csv.text += ',' + Quoted(name);
  }
  csv.text += '\n';
  for (const Night* night : rows) {
    csv.text += Quoted(night->started_at) + ',' + Quoted(night->commit) + ',' +
                Quoted(night->run_id) + ',' + Quoted(night->board);
    for (const size_t i : columns) csv.text += fmt::format(",{}", values[i].at(night->key));
    csv.text += '\n';
  }
  return csv;
}

std::string MakeOtavaConfig(const CsvExport& csv, const std::string& csv_path) {
  std::string text =
      "tests:\n  attnwatch:\n    type: csv\n    file: " + YamlQuoted(csv_path) +
      "\n    time_column: time\n    attributes: [commit, run_id, board]\n    metrics:\n";
  for (const std::string& column : csv.columns) {
    text += "      " + YamlQuoted(column) + ":\n        column: " + YamlQuoted(column) +
            "\n        direction: -1\n";
  }
  return text;
}

}  // namespace attnwatch
