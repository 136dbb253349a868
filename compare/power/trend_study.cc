// SPDX-License-Identifier: Apache-2.0
#include "compare/power/trend_study.h"

#include <algorithm>

#include "compare/power/trend_peers.h"
#include "compare/robust.h"

namespace attnwatch {
namespace {

constexpr size_t kWithin = 60;      // nights
constexpr size_t kJudgedFrom = 60;  // nights before are every rule's to learn from

// What a rule called slower: nights on which it says so for the first time.
std::vector<size_t> OursOn(const TrendSeries& series) {
  std::vector<size_t> nights;
  for (const TrendAlarm& alarm : FindTrend(series, TrendPolicy{}).alarms) {
    if (alarm.kind == TrendKind::kSlower) nights.push_back(alarm.raised);
  }
  return nights;
}

// A rule that says the same on the next night has told it once.
std::vector<size_t> Onsets(const std::vector<size_t>& nights) {
  std::vector<size_t> onsets;
  for (size_t i = 0; i < nights.size(); ++i) {
    if (i == 0 || nights[i] > nights[i - 1] + 1) onsets.push_back(nights[i]);
  }
  return onsets;
}

// Of every rule, in the order of the rows.
std::vector<std::vector<size_t>> CallAll(const SimulatedYear& year) {
  const TrendSeries series = MakeTrendSeries(year);
  std::vector<double> adjusted;
  for (const TrendPoint& point : series.points) adjusted.push_back(point.log_seconds);
  std::vector<std::vector<size_t>> calls = {OursOn(series)};
  for (const TrendPeer& peer : TrendPeers()) {
    calls.push_back(Onsets(peer.find_slower(year.raw)));
    calls.push_back(Onsets(peer.find_slower(adjusted)));
  }
  return calls;
}

size_t CountFrom(const std::vector<size_t>& nights, size_t first) {
  return static_cast<size_t>(
      std::count_if(nights.begin(), nights.end(), [&](size_t night) { return night >= first; }));
}

void StudyQuietYears(const TrendStudyOptions& options, std::vector<TrendStudyRow>* rows) {
  size_t two_state = 0;
  for (size_t i = 0; i < options.series; ++i) {
    const SimulatedYear year = SimulateYear({}, options.seed * 1000003 + i);
    two_state += year.has_two_states ? 1 : 0;
    const auto calls = CallAll(year);
    for (size_t rule = 0; rule < calls.size(); ++rule) {
      const auto count = static_cast<double>(CountFrom(calls[rule], kJudgedFrom));
      (*rows)[rule].false_alarms += count;
      if (year.has_two_states) (*rows)[rule].false_alarms_two_state += count;
    }
  }
  const double years = double(kYearNights - kJudgedFrom) / 365;
  for (TrendStudyRow& row : *rows) {
    row.false_alarms /= years * double(options.series);
    row.false_alarms_two_state /= years * double(std::max<size_t>(two_state, 1));
  }
}

void StudyPlan(const NamedPlan& plan, const TrendStudyOptions& options,
               std::vector<TrendStudyRow>* rows) {
  std::vector<std::vector<double>> delays(rows->size());
  for (size_t i = 0; i < options.series; ++i) {
    const SimulatedYear year = SimulateYear(plan.plan, options.seed * 1000003 + i);
    const auto calls = CallAll(year);
    for (size_t rule = 0; rule < calls.size(); ++rule) {
      const auto first = std::find_if(calls[rule].begin(), calls[rule].end(),
                                      [](size_t night) { return night >= kEventNight; });
      if (first != calls[rule].end() && *first < kEventNight + kWithin) {
        delays[rule].push_back(static_cast<double>(*first - kEventNight + 1));
      }
    }
  }
  for (size_t rule = 0; rule < rows->size(); ++rule) {
    PlanOutcome outcome{plan.name, delays[rule].size(), 0, 0};
    if (!delays[rule].empty()) {
      outcome.median_nights = Percentile(delays[rule], 0.5);
      outcome.late_nights = Percentile(delays[rule], 0.95);
    }
    (*rows)[rule].plans.push_back(outcome);
  }
}

}  // namespace

const std::vector<NamedPlan>& TrendPlans() {
  static const std::vector<NamedPlan> plans = {
      {"+1 %", {YearEvent::kStep, 0.00995}},
      {"+2 %", {YearEvent::kStep, 0.0198}},
      {"+5 %", {YearEvent::kStep, 0.0488}},
      {"+0.3 % a night", {YearEvent::kCreep, 0.003}},
      {"clock -8 %, one night", {YearEvent::kThrottledNight, 0.0834}},
      {"noise x3", {YearEvent::kNoise, 3}}};
  return plans;
}

std::vector<TrendStudyRow> StudyTrend(const TrendStudyOptions& options) {
  std::vector<TrendStudyRow> rows(1);
  rows[0].rule = "attnwatch trend";
  for (const TrendPeer& peer : TrendPeers()) {
    for (const char* basis : {", as measured", ", at equal clocks"}) {
      rows.emplace_back();
      rows.back().rule = std::string(peer.name) + basis;
    }
  }
  StudyQuietYears(options, &rows);
  for (const NamedPlan& plan : TrendPlans()) StudyPlan(plan, options, &rows);
  return rows;
}

}  // namespace attnwatch
