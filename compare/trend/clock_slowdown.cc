// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/clock_slowdown.h"

#include <algorithm>
#include <limits>

#include "compare/trend/watch_series.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr size_t kMachineCasesLeast = 5;
constexpr size_t kLast = 5;               // nights, as an alarm's ratio has
constexpr double kClockShareLeast = 0.5;  // of a slowdown whose cause it is

bool IsLaterThanAll(const TrendAlarm& alarm, size_t night) {
  return alarm.ended && *alarm.ended < night;
}

bool Overlap(const TrendAlarm& a, const TrendAlarm& b) {
  return !IsLaterThanAll(a, b.last_good.value_or(0)) && !IsLaterThanAll(b, a.last_good.value_or(0));
}

bool IsExplained(const TrendAlarm& alarm, const std::vector<TrendAlarm>& others) {
  return std::any_of(others.begin(), others.end(), [&](const TrendAlarm& other) {
    return other.kind == TrendKind::kSlower && Overlap(alarm, other);
  });
}

std::optional<double> MedianOwnClock(const std::vector<const TrendPoint*>& points) {
  std::vector<double> values;
  for (const TrendPoint* point : points) values.push_back(point->own_clock);
  return Median(std::move(values));
}

// What the clock took more at the end of an alarm than before it.
double ClockPart(const TrendSeries& series, const TrendAlarm& alarm) {
  const auto raised =
      std::find_if(series.points.begin(), series.points.end(),
                   [&](const TrendPoint& point) { return point.night == alarm.raised; });
  const size_t end = alarm.ended.value_or(std::numeric_limits<size_t>::max());
  std::vector<const TrendPoint*> before, during;
  for (const TrendPoint& point : series.points) {
    if (point.epoch != raised->epoch || point.night >= end) continue;
    const bool is_before = alarm.last_good && point.night <= *alarm.last_good;
    (is_before ? before : during).push_back(&point);
  }
  if (during.size() > kLast) during.erase(during.begin(), during.end() - kLast);
  return MedianOwnClock(during).value_or(0) - MedianOwnClock(before).value_or(0);
}

}  // namespace

std::optional<double> MachineClockShift(std::vector<double> case_shifts) {
  if (case_shifts.size() < kMachineCasesLeast) return std::nullopt;
  return Median(std::move(case_shifts));
}

std::vector<TrendAlarm> FindClockSlowdowns(const TrendSeries& series, const TrendPolicy& policy,
                                           const std::vector<TrendAlarm>& others) {
  std::vector<TrendAlarm> found;
  if (series.points.empty()) return found;
  // Less cannot be the larger part of anything that is called.
  const auto [least, most] = std::minmax_element(
      series.points.begin(), series.points.end(),
      [](const TrendPoint& a, const TrendPoint& b) { return a.own_clock < b.own_clock; });
  const double needed = kClockShareLeast * policy.limits.half_shift;
  if (most->own_clock - least->own_clock < needed) return found;
  TrendSeries at_machine_clock = series;
  for (TrendPoint& point : at_machine_clock.points) point.log_seconds += point.own_clock;
  for (TrendAlarm alarm : WatchSeries(at_machine_clock, policy).alarms) {
    if (alarm.kind != TrendKind::kSlower || IsExplained(alarm, others) ||
        ClockPart(series, alarm) < kClockShareLeast * alarm.log_ratio) {
      continue;
    }
    alarm.cause = TrendCause::kClock;
    found.push_back(alarm);
  }
  return found;
}

}  // namespace attnwatch
