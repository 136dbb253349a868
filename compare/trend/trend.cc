// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/trend.h"

#include <algorithm>

#include "compare/trend/clock_slowdown.h"
#include "compare/trend/environment_step.h"
#include "compare/trend/watch_series.h"

namespace attnwatch {

std::string_view TrendKindName(TrendKind kind) {
  switch (kind) {
    case TrendKind::kSlower:
      return "slower";
    case TrendKind::kFaster:
      return "faster";
    case TrendKind::kNoisier:
      return "noisier";
  }
  return "";
}

std::string_view TrendCauseName(TrendCause cause) {
  switch (cause) {
    case TrendCause::kTime:
      return "time";
    case TrendCause::kClock:
      return "clock";
    case TrendCause::kEnvironment:
      return "environment";
  }
  return "";
}

Trend FindTrend(const TrendSeries& series, const TrendPolicy& policy) {
  Trend trend = WatchSeries(series, policy);
  for (const TrendAlarm& alarm : FindClockSlowdowns(series, policy, trend.alarms)) {
    trend.alarms.push_back(alarm);
  }
  for (const TrendAlarm& alarm : FindEnvironmentSteps(series, policy)) {
    trend.alarms.push_back(alarm);
  }
  std::stable_sort(trend.alarms.begin(), trend.alarms.end(),
                   [](const TrendAlarm& a, const TrendAlarm& b) { return a.raised < b.raised; });
  return trend;
}

}  // namespace attnwatch
