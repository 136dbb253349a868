// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/watch_series.h"

#include <algorithm>
#include <map>

#include "compare/trend/detector.h"

namespace attnwatch {

Trend WatchSeries(const TrendSeries& series, const TrendPolicy& policy) {
  Trend trend;
  // By environment, not by change: a fleet whose boards take turns has a history of each.
  std::map<size_t, Detector> epochs;
  size_t accepted = 0;
  for (const TrendPoint& point : series.points) {
    for (; accepted < series.accepted.size() && series.accepted[accepted] <= point.night;
         ++accepted) {
      epochs.clear();
      // What was accepted is over.
      for (TrendAlarm& alarm : trend.alarms) {
        if (!alarm.ended) alarm.ended = series.accepted[accepted];
      }
    }
    Detector& detector = epochs.try_emplace(point.epoch, policy).first->second;
    detector.Add(point, &trend.alarms);
    trend.state.epoch = point.epoch;
  }
  const auto latest = epochs.find(trend.state.epoch);
  if (latest != epochs.end()) {
    const size_t epoch = trend.state.epoch;
    trend.state = latest->second.State();
    trend.state.epoch = epoch;
    trend.state.can_alarm = std::any_of(epochs.begin(), epochs.end(), [](const auto& one) {
      return !one.second.State().is_learning;
    });
  }
  return trend;
}

}  // namespace attnwatch
