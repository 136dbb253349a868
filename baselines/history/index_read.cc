// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "baselines/history/index.h"
#include "baselines/history/sqlite.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

Labels ParseLines(const std::string& text) {
  Labels labels;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const size_t equals = std::min(text.find('=', begin), end);
    labels.Set(text.substr(begin, equals - begin),
               equals < end ? text.substr(equals + 1, end - equals - 1) : "");
    begin = end + 1;
  }
  return labels;
}

Night NightOf(const Statement& row) {
  Night night;
  night.key = row.Integer(0);
  night.run_id = row.Text(1);
  night.path = row.Text(2);
  night.suite = row.Text(3);
  night.grid = row.Text(4);
  night.device_key = row.Text(5);
  night.board = row.Text(6);
  night.commit = row.Text(7);
  night.started_at = row.Text(8);
  night.started_seconds = row.Integer(9);
  night.complete = row.Integer(10) != 0;
  night.planted = row.Integer(11) != 0;
  night.dirty = row.Integer(12) != 0;
  night.environment = row.Text(13);
  night.fingerprint = row.Text(14);
  return night;
}

NightPoint PointOf(const Statement& row) {
  NightPoint point;
  point.night = row.Integer(0);
  const int64_t status = row.Integer(1);
  const bool is_known = status >= 0 && status < static_cast<int64_t>(kStatuses.size());
  point.status = is_known ? static_cast<Status>(status) : Status::kInvalid;
  point.sample_count = row.Integer(2);
  point.log_median = row.Real(3);
  point.own_clock_log_median = row.Real(4);
  point.deviation = row.Real(5);
  point.log_clock = row.MaybeReal(6);
  point.elasticity = row.MaybeReal(7);
  point.elasticity_error = row.Real(8);
  return point;
}

}  // namespace

Nights HistoryIndex::ReadNights() const {
  Statement rows(*database_,
                 "SELECT n.key, run_id, path, suite, grid, device_key, board, commit_id, "
                 "started_at, started_seconds, complete, planted, dirty, e.text, fingerprint "
                 "FROM nights n JOIN environments e ON n.environment = e.key");
  Nights nights;
  while (rows.Step()) nights.emplace(rows.Integer(0), NightOf(rows));
  return nights;
}

std::vector<Series> HistoryIndex::FindCases() const {
  Statement rows(*database_,
                 "SELECT key, suite, grid, device_key, labels FROM cases "
                 "ORDER BY device_key, grid, key");
  std::vector<Series> cases;
  while (rows.Step()) {
    cases.push_back(
        {rows.Integer(0), rows.Text(1), rows.Text(2), rows.Text(3), ParseLines(rows.Text(4)), {}});
  }
  return cases;
}

void HistoryIndex::ReadPoints(const Nights& nights, Series* series) const {
  Statement rows(*database_,
                 "SELECT night, status, sample_count, log_median, own_clock_log_median, deviation, "
                 "log_clock, elasticity, elasticity_error FROM points WHERE case_key = ? "
                 "ORDER BY night");
  rows.Bind(1, series->key);
  std::vector<std::pair<int64_t, NightPoint>> points;  // by when the night started
  while (rows.Step()) {
    const NightPoint point = PointOf(rows);
    const auto night = nights.find(point.night);
    // Another writer may have added a night since `nights` was read.
    if (night != nights.end()) points.emplace_back(night->second.started_seconds, point);
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  series->points.clear();
  series->points.reserve(points.size());
  for (const auto& [started, point] : points) series->points.push_back(point);
}

}  // namespace attnwatch
