// SPDX-License-Identifier: Apache-2.0
#include "ci/history_series.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "compare/trend/clock_adjustment.h"
#include "compare/trend/clock_slowdown.h"

namespace attnwatch {
namespace {

// A night whose samples do not vary (a coarse timer) has no logarithm of a variance.
constexpr double kDeviationLeast = 1e-6;
constexpr double kNoClock = std::numeric_limits<double>::max();

// Somebody tried something, or was interrupted: not what a commit does every night.
bool IsUsable(const Night& night) { return night.complete && !night.planted && !night.dirty; }

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

}  // namespace

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

}  // namespace attnwatch
