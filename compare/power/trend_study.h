// SPDX-License-Identifier: Apache-2.0
//
// What the trend finds, how soon, and what it calls by mistake, on simulated years, beside the
// rules that people use. The detector is the tool's own.
//
//   for (const TrendStudyRow& row : StudyTrend({2000, 1})) Print(row.rule, row.false_alarms, ...);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compare/power/simulated_year.h"

namespace attnwatch {

struct PlanOutcome {
  const char* name;
  size_t found = 0;          // series called slower within 60 nights
  double median_nights = 0;  // until then, the first bad one included; of those found
  double late_nights = 0;    // 95 of 100
};

struct TrendStudyRow {
  std::string rule;
  // Calls of slower a series and year, in years without an event.
  double false_alarms = 0;
  double false_alarms_two_state = 0;  // in the series with two states alone
  double false_alarms_all = 0;        // ours alone: also faster and noisier
  // In years with a new environment every 60 nights, every second one another board.
  double false_alarms_environments = 0;
  std::vector<PlanOutcome> plans;  // of the plans of TrendPlans()
};

struct TrendStudyOptions {
  size_t series = 1000;
  uint64_t seed = 1;
  bool with_peers = true;
};

struct NamedPlan {
  const char* name;
  YearPlan plan;
};
const std::vector<NamedPlan>& TrendPlans();

// Ours first; then every peer on times as measured, and at equal clocks.
std::vector<TrendStudyRow> StudyTrend(const TrendStudyOptions& options);

}  // namespace attnwatch
