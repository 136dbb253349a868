// SPDX-License-Identifier: Apache-2.0
//
// What the nights of one case say: slower, faster or noisier than the nights after it was last
// accepted, since when, and by how much.
//
//   for (const TrendAlarm& alarm : FindTrend(series, TrendPolicy{}).alarms) Print(alarm.raised);
//
// Pure: the same nights give the same alarms. Nights count from 0 and are in the order of time.
// What has another environment is another epoch, with a reference of its own; what changes with it
// is found by comparing the two.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compare/trend/cusum.h"
#include "compare/two_state.h"
#include "results/labels.h"

namespace attnwatch {

// A valid night of a case: nights that were not measured, or not to be believed, are not there.
struct TrendPoint {
  size_t night = 0;
  size_t epoch = 0;         // a number for each environment
  double log_seconds = 0;   // at equal clocks
  double log_variance = 0;  // of that night's samples, as a logarithm
  double own_clock = 0;     // log time that its own clock, beyond the machine's, took more
};

// What the times of an epoch are of.
struct TrendEpoch {
  std::optional<double> log_clock;  // that they are adjusted to; nothing: as measured
  double elasticity = 0;            // by which they were
  std::string board;
};

struct TrendSeries {
  Labels labels;
  std::vector<TrendPoint> points;
  // The first nights that later acceptances hold for, ascending: the reference starts anew.
  std::vector<size_t> accepted;
  std::map<size_t, TrendEpoch> epochs;  // by number; one that is not there is as measured
};

struct TrendPolicy {
  CusumLimits limits;
  size_t reference_least = 15;      // nights before anything is said
  size_t reference_most = 30;       // of which the median is the reference; then it stays
  size_t deviation_most = 60;       // of which the deviation is that of a night
  double deviation_floor = 0.0005;  // no device is quieter: quantised times must not be certain
  double noise_allowance = 1;       // of the noise's own deviation
};

enum class TrendKind { kSlower, kFaster, kNoisier };
std::string_view TrendKindName(TrendKind kind);

enum class TrendCause {
  kTime,         // at equal clocks, in one environment
  kClock,        // the case lowered its own clock, other cases did not: it draws more power
  kEnvironment,  // came with another environment: that, or a commit of the same range
};
std::string_view TrendCauseName(TrendCause cause);

struct TrendAlarm {
  TrendKind kind = TrendKind::kSlower;
  size_t raised = 0;                // the night
  std::optional<size_t> last_good;  // the last night without a sign of it
  std::optional<size_t> ended;      // nothing: it is still going on
  double log_ratio = 0;             // of the nights since, to the reference; 0 for noisier
  TrendCause cause = TrendCause::kTime;
  // The first night of the new environment, where that is the cause: last_good is the last of the
  // old one.
  std::optional<size_t> changed = {};
};

// Of the latest epoch.
struct TrendState {
  size_t epoch = 0;
  size_t nights = 0;                    // valid ones, since it was accepted
  bool is_learning = true;              // fewer than reference_least
  double reference = 0;                 // log seconds
  double deviation = 0;                 // of a night
  std::optional<TwoStates> two_states;  // then only what exceeds their gap is said
  // The smallest lasting shift that is called within about eight nights.
  double minimum_detectable_log_ratio = 0;
  bool can_alarm = false;  // any of its environments has nights enough
};

struct Trend {
  TrendState state;
  std::vector<TrendAlarm> alarms;  // in the order in which they were raised
};

Trend FindTrend(const TrendSeries& series, const TrendPolicy& policy);

}  // namespace attnwatch
