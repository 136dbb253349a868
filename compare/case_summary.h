// SPDX-License-Identifier: Apache-2.0
//
// CaseSummary: what judging needs of one case in one process. Times and clocks are natural
// logarithms, in which a slowdown of 1 % is a difference of 0.00995 wherever it happens.
//
//   const CaseSummary summary = SummarizeCase(measurement);
//   if (summary.measured()) Print(std::exp(summary.log_median));
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "results/run.h"

namespace attnwatch {

struct VisitSummary {
  double log_median = 0;            // of the visit's seconds
  std::optional<double> log_clock;  // of its SM clock in hertz
  std::vector<double> log_seconds;  // every sample, in order
};

struct CaseSummary {
  Status status = Status::kNotRun;
  std::string reason;
  std::vector<LaunchedKernel> launched;
  std::string algorithm;

  // Of the judged visits of a case with status ok; the rest means nothing where there is none.
  std::vector<VisitSummary> visits;
  size_t sample_count = 0;
  double log_median = 0;
  double log_min = 0;
  std::optional<double> log_clock;            // median over the visits; only where all have one
  std::optional<double> temperature_celsius;  // means over the visits that have them
  std::optional<double> power_watts;

  bool measured() const { return status == Status::kOk && sample_count > 0; }
};

inline constexpr size_t kAllVisits = std::numeric_limits<size_t>::max();

// Only the first `visit_limit` judged visits: what fewer rounds would have given.
CaseSummary SummarizeCase(const Measurement& measurement, size_t visit_limit = kAllVisits);

// Median of the process' samples as if every visit had run at the clock `reference_log_clock`:
// log t - elasticity (log f - reference). The raw median where the elasticity is 0.
//
// Of all samples, not of visits: between two processes of an H100 (341 cases, 5 visits of 4
// launches) it differs by 0.060 % (rms), the median of the visits' medians by 0.075 %, their mean
// by 0.135 %. Without every visit's first launch it is worse as well, 0.071 %.
double AdjustedLogMedian(const CaseSummary& summary, double elasticity, double reference_log_clock);

}  // namespace attnwatch
