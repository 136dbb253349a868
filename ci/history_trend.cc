// SPDX-License-Identifier: Apache-2.0
#include "ci/history_trend.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "baselines/store.h"
#include "compare/case_table.h"
#include "compare/trend/clock_adjustment.h"
#include "compare/trend/clock_slowdown.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/read_file.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRecordByteLimit = size_t{64} << 20;
constexpr double kSecondsADay = 86400;
// A night whose samples do not vary (a coarse timer) has no logarithm of a variance.
constexpr double kDeviationLeast = 1e-6;
constexpr double kNoClock = std::numeric_limits<double>::max();

// Somebody tried something, or was interrupted: not what a commit does every night.
bool IsUsable(const Night& night) { return night.complete && !night.planted && !night.dirty; }

// Numbers instead of keys: nights by time, environments as they appear.
struct Numbering {
  std::map<int64_t, size_t> nights, epochs;  // by Night::key
  std::map<size_t, std::string> boards;      // by epoch
  std::vector<const Night*> ordered;
  size_t skipped = 0;
};

Numbering Number(const Nights& nights) {
  Numbering numbering;
  for (const auto& [key, night] : nights) {
    if (IsUsable(night)) {
      numbering.ordered.push_back(&night);
    } else {
      ++numbering.skipped;
    }
  }
  std::stable_sort(
      numbering.ordered.begin(), numbering.ordered.end(), [](const Night* a, const Night* b) {
        return std::tie(a->started_seconds, a->run_id) < std::tie(b->started_seconds, b->run_id);
      });
  std::map<std::string, size_t> environments;
  for (size_t i = 0; i < numbering.ordered.size(); ++i) {
    const Night& night = *numbering.ordered[i];
    numbering.nights[night.key] = i;
    const size_t epoch = environments.emplace(night.environment, environments.size()).first->second;
    numbering.epochs[night.key] = epoch;
    numbering.boards[epoch] = night.board;
  }
  return numbering;
}

// The valid nights of one environment are adjusted together: another library follows the clock in
// another way. `own_clock` is, until the machine's clock is known, what the case's was off by.
void AddEpoch(const std::vector<const NightPoint*>& members, const Numbering& numbering,
              size_t epoch, TrendSeries* series) {
  std::vector<ClockedNight> clocked;
  for (const NightPoint* one : members) {
    clocked.push_back(
        {one->own_clock_log_median, one->log_clock, one->elasticity, one->elasticity_error});
  }
  const ClockFit fit = FitClock(clocked);
  const auto times = AdjustToClock(clocked);
  for (size_t i = 0; i < members.size(); ++i) {
    if (!times[i]) continue;
    const double deviation = std::max(members[i]->deviation, kDeviationLeast);
    const double shift = fit.log_clock ? *members[i]->log_clock - *fit.log_clock : kNoClock;
    series->points.push_back(
        {numbering.nights.at(members[i]->night), epoch, *times[i], 2 * std::log(deviation), shift});
  }
  series->epochs[epoch] = {fit.log_clock, fit.elasticity, numbering.boards.at(epoch)};
}

TrendSeries MakeSeries(const Series& of_index, const Numbering& numbering) {
  std::map<size_t, std::vector<const NightPoint*>> epochs;
  for (const NightPoint& point : of_index.points) {
    const auto epoch = numbering.epochs.find(point.night);
    if (point.status != Status::kOk || epoch == numbering.epochs.end()) continue;
    epochs[epoch->second].push_back(&point);
  }
  TrendSeries series;
  series.labels = of_index.labels;
  for (const auto& [epoch, members] : epochs) AddEpoch(members, numbering, epoch, &series);
  std::sort(series.points.begin(), series.points.end(),
            [](const TrendPoint& a, const TrendPoint& b) { return a.night < b.night; });
  return series;
}

// From what the clock of each case was off by to what its own one, beyond the machine's, cost it.
// A night is a run: of one device and one grid.
void TakeMachineClock(size_t nights, std::vector<TrendSeries>* all) {
  std::vector<std::vector<double>> shifts(nights);
  for (const TrendSeries& series : *all) {
    for (const TrendPoint& point : series.points) {
      if (point.own_clock != kNoClock) shifts[point.night].push_back(point.own_clock);
    }
  }
  std::vector<std::optional<double>> machine;
  for (auto& of_night : shifts) machine.push_back(MachineClockShift(std::move(of_night)));
  for (TrendSeries& series : *all) {
    for (TrendPoint& point : series.points) {
      const auto& of_machine = machine[point.night];
      const bool is_known = point.own_clock != kNoClock && of_machine;
      point.own_clock =
          is_known ? series.epochs.at(point.epoch).elasticity * (point.own_clock - *of_machine) : 0;
    }
  }
}

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
