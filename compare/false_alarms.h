// SPDX-License-Identifier: Apache-2.0
//
// FalseAlarms: how often rules call identical code different. Every claim counts, slower or faster:
// which of two equal runs came first is chance.
//
//   for (const AlarmRow& row : CountFalseAlarms(runs, noise, 100).rows) ...
#pragma once

#include <string>
#include <vector>

#include "compare/noise.h"
#include "compare/policy.h"

namespace attnwatch {

struct AlarmRow {
  std::string rule;
  size_t comparisons = 0;   // of two runs, or two arms of runs
  size_t decisions = 0;     // points judged, over all comparisons
  size_t alarms = 0;        // points called different, over all comparisons
  size_t with_alarm = 0;    // comparisons with an alarm
  size_t inconclusive = 0;  // points not decided, over all comparisons
  size_t suspects = 0;      // points that had to be measured again, over all comparisons
  size_t shifts = 0;        // classes or wholes called shifted, over all comparisons
};

struct FalseAlarms {
  size_t run_count = 0;
  std::vector<AlarmRow> rows;
  // The pairs of a gate that the runs make: 2 to screen, the rest to confirm. Zero where there are
  // too few to confirm with; then the gate has no row.
  size_t screen_pairs = 0;
  size_t confirm_pairs = 0;
};

// On all pairs of the runs: fixed limits, a rank test, and JudgeOnce with `noise`. On `splits`
// random splits of the runs: the stages of a gate. For a split, runs that follow each other make a
// pair, a coin gives the arms, and two pairs by lot screen; so every comparison has as many
// processes as the runs allow, and different splits share them.
FalseAlarms CountFalseAlarms(const std::vector<const Run*>& runs, const NoiseRecord& noise,
                             int splits);

// The one-sided 95 % upper bound (Clopper and Pearson) on what the rule does in one comparison, as
// if decisions (comparisons) were independent: alarms, and the probability of any.
double AlarmsUpperBound(const AlarmRow& row);
double AnyAlarmUpperBound(const AlarmRow& row);

}  // namespace attnwatch
