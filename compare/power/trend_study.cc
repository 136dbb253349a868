// SPDX-License-Identifier: Apache-2.0
#include "compare/power/trend_study.h"

#include <algorithm>

#include "compare/power/trend_peers.h"
#include "compare/robust.h"

namespace attnwatch {
namespace {

constexpr size_t kWithin = 60;      // nights
constexpr size_t kJudgedFrom = 60;  // nights before are every rule's to learn from
constexpr double kYears = double(kYearNights - kJudgedFrom) / 365;
constexpr size_t kEnvironmentNights = 60;

// What a rule called slower: nights on which it says so for the first time.
std::vector<size_t> Slower(const std::vector<TrendAlarm>& alarms) {
  std::vector<size_t> nights;
  for (const TrendAlarm& alarm : alarms) {
    if (alarm.kind == TrendKind::kSlower) nights.push_back(alarm.raised);
  }
  return nights;
}

std::vector<size_t> All(const std::vector<TrendAlarm>& alarms) {
  std::vector<size_t> nights;
  for (const TrendAlarm& alarm : alarms) nights.push_back(alarm.raised);
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
std::vector<std::vector<size_t>> CallAll(const SimulatedYear& year,
                                         const std::vector<TrendAlarm>& ours, bool with_peers) {
  std::vector<std::vector<size_t>> calls = {Slower(ours)};
  if (!with_peers) return calls;
  std::vector<double> adjusted;
  for (const auto& time : AdjustToClock(year.nights)) {
    if (time) adjusted.push_back(*time);
  }
  for (const TrendPeer& peer : TrendPeers()) {
    calls.push_back(Onsets(peer.find_slower(year.raw)));
    calls.push_back(Onsets(peer.find_slower(adjusted)));
  }
  return calls;
}

std::vector<TrendAlarm> OurAlarms(const SimulatedYear& year) {
  return FindTrend(MakeTrendSeries(year), TrendPolicy{}).alarms;
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
    const auto ours = OurAlarms(year);
    (*rows)[0].false_alarms_all += static_cast<double>(CountFrom(All(ours), kJudgedFrom));
    const auto calls = CallAll(year, ours, options.with_peers);
    for (size_t rule = 0; rule < calls.size(); ++rule) {
      const auto count = static_cast<double>(CountFrom(calls[rule], kJudgedFrom));
      (*rows)[rule].false_alarms += count;
      if (year.has_two_states) (*rows)[rule].false_alarms_two_state += count;
    }
  }
  for (TrendStudyRow& row : *rows) {
    row.false_alarms /= kYears * double(options.series);
    row.false_alarms_all /= kYears * double(options.series);
    row.false_alarms_two_state /= kYears * double(std::max<size_t>(two_state, 1));
  }
}

// The same code, but for the environment.
void StudyNewEnvironments(const TrendStudyOptions& options, std::vector<TrendStudyRow>* rows) {
  const YearPlan plan{YearEvent::kNothing, 0, 1, kEnvironmentNights};
  for (size_t i = 0; i < options.series; ++i) {
    const SimulatedYear year = SimulateYear(plan, options.seed * 1000003 + i);
    const auto calls = CallAll(year, OurAlarms(year), options.with_peers);
    for (size_t rule = 0; rule < calls.size(); ++rule) {
      (*rows)[rule].false_alarms_environments +=
          static_cast<double>(CountFrom(calls[rule], kJudgedFrom)) /
          (kYears * double(options.series));
    }
  }
}

void StudyPlan(const NamedPlan& plan, const TrendStudyOptions& options,
               std::vector<TrendStudyRow>* rows) {
  std::vector<std::vector<double>> delays(rows->size());
  for (size_t i = 0; i < options.series; ++i) {
    const SimulatedYear year = SimulateYear(plan.plan, options.seed * 1000003 + i);
    const auto calls = CallAll(year, OurAlarms(year), options.with_peers);
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
      {"noise x3", {YearEvent::kNoise, 3}},
      {"noise x3 and +5 %", {YearEvent::kStep, 0.0488, 3}},
      {"+1 % with a new driver", {YearEvent::kEnvironmentStep, 0.00995}},
      {"+2 % with a new driver", {YearEvent::kEnvironmentStep, 0.0198}},
      {"all clocks -8 %, for good", {YearEvent::kMachineClock, 0.0834}},
      {"its own clock -4 %", {YearEvent::kOwnClock, 0.0408}}};
  return plans;
}

std::vector<TrendStudyRow> StudyTrend(const TrendStudyOptions& options) {
  std::vector<TrendStudyRow> rows(1);
  rows[0].rule = "attnwatch trend";
  for (const TrendPeer& peer : options.with_peers ? TrendPeers() : std::vector<TrendPeer>{}) {
    for (const char* basis : {", as measured", ", at equal clocks"}) {
      rows.emplace_back();
      rows.back().rule = std::string(peer.name) + basis;
    }
  }
  StudyQuietYears(options, &rows);
  StudyNewEnvironments(options, &rows);
  for (const NamedPlan& plan : TrendPlans()) StudyPlan(plan, options, &rows);
  return rows;
}

}  // namespace attnwatch
