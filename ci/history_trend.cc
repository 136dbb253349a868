// SPDX-License-Identifier: Apache-2.0
#include "ci/history_trend.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "baselines/store.h"
#include "ci/history_series.h"
#include "compare/case_table.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRecordByteLimit = size_t{64} << 20;
constexpr double kSecondsADay = 86400;

// When the references of the cases of a device were set, by what cases.
struct Resets {
  std::string device_key;
  std::set<std::vector<Labels::Pair>> cases;
  std::vector<std::pair<CasePattern, TrendReportAcceptance>> accepted;  // of which cases
};

std::vector<Resets> MakeResets(const std::vector<DeviceAcceptances>& acceptances,
                               const Numbering& numbering) {
  std::vector<Resets> resets;
  for (const auto& [device_key, record] : acceptances) {
    Resets one{device_key, {}, {}};
    for (const AcceptedCase& accepted : record.cases) one.cases.insert(CaseKey(accepted.labels));
    for (const Acceptance& acceptance : record.history) {
      const auto first = std::find_if(
          numbering.ordered.begin(), numbering.ordered.end(),
          [&](const Night* night) { return night->started_at >= acceptance.measured_at; });
      const auto night = static_cast<size_t>(first - numbering.ordered.begin());
      one.accepted.emplace_back(CasePattern(acceptance.cases),
                                TrendReportAcceptance{night, acceptance.accepted_at,
                                                      acceptance.commit, acceptance.reason});
    }
    resets.push_back(std::move(one));
  }
  return resets;
}

std::vector<TrendReportAcceptance> FindAccepted(const Series& series,
                                                const std::vector<Resets>& resets) {
  std::vector<TrendReportAcceptance> found;
  for (const Resets& one : resets) {
    if (one.device_key != series.device_key || one.cases.count(CaseKey(series.labels)) == 0) {
      continue;
    }
    for (const auto& [pattern, acceptance] : one.accepted) {
      if (pattern.Matches(series.labels)) found.push_back(acceptance);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.night < b.night; });
  return found;
}

bool IsSelected(const Series& series, const TrendSelection& selection, const CasePattern& pattern) {
  return (selection.device.empty() || series.device_key == selection.device) &&
         (selection.grid.empty() || series.grid == selection.grid) &&
         pattern.Matches(series.labels);
}

}  // namespace

std::vector<DeviceAcceptances> ReadAcceptances(const std::string& root) {
  std::vector<DeviceAcceptances> acceptances;
  if (!fs::is_directory(root)) return acceptances;
  for (const std::string& folder : ListBaselines(root)) {
    const fs::path path = fs::path(folder) / kAcceptedFile;
    acceptances.push_back(
        {fs::path(folder).parent_path().filename().string(),
         ParseAcceptRecord(ReadFile(path.string(), kRecordByteLimit), path.string())});
  }
  return acceptances;
}

TrendReport MakeTrendReport(const HistoryIndex& index, const TrendSelection& selection,
                            const std::vector<DeviceAcceptances>& acceptances) {
  const CasePattern pattern(selection.pattern);
  const Nights nights = index.ReadNights();
  const Numbering numbering = Number(nights);
  const std::vector<Resets> resets = MakeResets(acceptances, numbering);
  TrendReport report;
  report.skipped_nights = numbering.skipped;
  std::vector<int64_t> days;
  for (const Night* night : numbering.ordered) {
    days.push_back(static_cast<int64_t>(
        std::floor(static_cast<double>(night->started_seconds) / kSecondsADay)));
    report.nights.push_back({night->started_at, night->commit, night->device_key, night->grid,
                             night->environment, days.back()});
  }
  // All cases of the device, whichever are selected: they tell what the machine's clock was.
  std::vector<Series> known;
  std::vector<TrendSeries> trends;
  for (Series& series : index.FindCases()) {
    index.ReadPoints(nights, &series);
    trends.push_back(MakeSeries(series, numbering));
    series.points = {};
    known.push_back(std::move(series));
  }
  TakeMachineClock(numbering.ordered.size(), &trends);
  for (size_t i = 0; i < known.size(); ++i) {
    if (!IsSelected(known[i], selection, pattern)) continue;
    report.accepted.push_back(FindAccepted(known[i], resets));
    for (const auto& one : report.accepted.back()) trends[i].accepted.push_back(one.night);
    report.cases.push_back(
        {known[i].device_key, known[i].grid, known[i].labels, FindTrend(trends[i], TrendPolicy{})});
    report.points.push_back(std::move(trends[i].points));
  }
  if (report.cases.empty()) {
    throw Error("no case of the history is " + OneLine(selection.pattern) +
                "; attnwatch history list says what there is");
  }
  report.groups = GroupAlarms(report.cases, days);
  return report;
}

}  // namespace attnwatch
