// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "dashboards/metrics_rows.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

constexpr std::array<TrendKind, 3> kKinds = {TrendKind::kSlower, TrendKind::kFaster,
                                             TrendKind::kNoisier};
constexpr std::array<TrendConfirmation, 3> kConfirmations = {TrendConfirmation::kUnconfirmed,
                                                             TrendConfirmation::kConfirmed,
                                                             TrendConfirmation::kNotConfirmed};

void Nights(const Snapshot& snapshot, const AddSeries& add) {
  if (snapshot.trend) add(static_cast<double>(snapshot.trend->kernels.front().nights), {});
}

void Cases(const Snapshot& snapshot, const AddSeries& add) {
  if (!snapshot.trend) return;
  for (const TrendSummaryKernel& kernel : snapshot.trend->kernels) {
    const std::array<std::pair<std::string_view, size_t>, 5> states = {
        {{"judged", kernel.cases - kernel.learning},
         {"learning", kernel.learning},
         {"slower", kernel.slower},
         {"faster", kernel.faster},
         {"noisier", kernel.noisier}}};
    for (const auto& [state, count] : states) {
      add(static_cast<double>(count), {{"kernel", kernel.kernel}, {"state", state}});
    }
  }
}

// Also where there are none: a panel that is empty is not known to be good.
void Alarms(const Snapshot& snapshot, const AddSeries& add) {
  if (!snapshot.trend) return;
  std::map<std::pair<std::string, TrendKind>, size_t> counts;
  for (const TrendSummaryKernel& kernel : snapshot.trend->kernels) {
    for (const TrendKind kind : kKinds) counts[{kernel.kernel, kind}];
  }
  for (const TrendSummaryGroup& alarm : snapshot.trend->groups) {
    ++counts[{CommonLabel(alarm, "kernel"), alarm.kind}];
  }
  for (const auto& [key, count] : counts) {
    add(static_cast<double>(count), {{"kernel", key.first}, {"kind", TrendKindName(key.second)}});
  }
}

template <double TrendSize::*member>
void Size(const TrendSummaryGroup& alarm, const AddSeries& add) {
  if (alarm.kind != TrendKind::kNoisier) add(std::expm1(alarm.size.*member), {});
}

void AlarmCases(const TrendSummaryGroup& alarm, const AddSeries& add) {
  add(static_cast<double>(alarm.cases.size()), {});
}

template <std::string TrendSummaryGroup::*member>
void Time(const TrendSummaryGroup& alarm, const AddSeries& add) {
  if (const auto seconds = EpochSeconds(alarm.*member)) add(static_cast<double>(*seconds), {});
}

void Confirmation(const TrendSummaryGroup& alarm, const AddSeries& add) {
  if (alarm.kind != TrendKind::kSlower) return;
  AddStates("state", kConfirmations, TrendConfirmationName, alarm.confirmation, add);
}

Metric OfAlarm(std::string_view name, std::string_view unit, std::string_view labels,
               std::string_view exists, std::string_view help,
               void (*of_alarm)(const TrendSummaryGroup&, const AddSeries&)) {
  return {name, unit, labels, exists, help, nullptr, nullptr, nullptr, nullptr, of_alarm};
}

}  // namespace

std::string CommonLabel(const TrendSummaryGroup& alarm, std::string_view key) {
  const std::string& first = alarm.cases.front().labels.Get(key);
  const bool is_common =
      std::all_of(alarm.cases.begin(), alarm.cases.end(),
                  [&](const TrendSummaryCase& one) { return one.labels.Get(key) == first; });
  return is_common ? first : "all";
}

std::vector<Metric> TrendMetrics() {
  constexpr std::string_view kTrend = "trend.json beside the run";
  constexpr std::string_view kOpen = "open";
  constexpr std::string_view kSized = "open, slower or faster";
  return {
      {"attnwatch_trend_nights", "count", "", kTrend, "Nights that the trend has looked at.",
       nullptr, Nights},
      {"attnwatch_trend_cases", "count", "kernel, state", kTrend,
       "Cases that the trend can judge or is still learning, and those with an open alarm.",
       nullptr, Cases},
      {"attnwatch_trend_alarms", "count", "kernel, kind", kTrend,
       "Open alarms; cases that moved together are one.", nullptr, Alarms},
      OfAlarm("attnwatch_trend_alarm_cases", "count", "", kOpen, "Cases of the alarm.", AlarmCases),
      OfAlarm("attnwatch_trend_change_ratio", "ratio", "", kSized,
              "How much slower than the nights after it was last accepted, median over its cases.",
              Size<&TrendSize::log_ratio>),
      OfAlarm("attnwatch_trend_change_low_ratio", "ratio", "", kSized,
              "Lower end of the interval of that change.", Size<&TrendSize::low>),
      OfAlarm("attnwatch_trend_change_high_ratio", "ratio", "", kSized,
              "Upper end of the interval of that change.", Size<&TrendSize::high>),
      OfAlarm("attnwatch_trend_since_timestamp_seconds", "seconds", "", kOpen,
              "The first night that was not free of it.", Time<&TrendSummaryGroup::since>),
      OfAlarm("attnwatch_trend_called_timestamp_seconds", "seconds", "", kOpen,
              "The night on which it was sure.", Time<&TrendSummaryGroup::called>),
      OfAlarm("attnwatch_trend_confirmation", "state set", "state", "open, slower",
              "What builds that took turns on one device said: 1 for the one that holds.",
              Confirmation),
  };
}

}  // namespace attnwatch
