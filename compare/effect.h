// SPDX-License-Identifier: Apache-2.0
//
// Effect: how much slower the candidate is than the baseline, from one value a process, and how
// well that is known.
//
//   const Effect effect = EstimateEffect(values, prior, 0);
//   if (SlowerPValue(effect, std::log1p(0.005)) <= level) ...   // surely beyond the margin
#pragma once

#include <optional>
#include <vector>

#include "compare/variance_prior.h"

namespace attnwatch {

// One value (log seconds, log hertz) a process; element i of both is of pair i.
struct ArmValues {
  std::vector<double> baseline;
  std::vector<double> candidate;
};

struct Effect {
  double log_ratio = 0;
  double variance = 0;            // of one process' value
  double standard_error = 0;      // of log_ratio; infinite where nothing is known of the noise
  double degrees_of_freedom = 0;  // of the standard error
};

// The difference of trimmed means (a sixth off each end of 6 values or more) with the winsorised
// variance of Yuen, moderated by `prior`. `extra_error` is a standard error that more processes do
// not reduce. Of one pair or more.
Effect EstimateEffect(const ArmValues& values, const std::optional<VariancePrior>& prior,
                      double extra_error);

// P(a log ratio this large or larger) where the truth is `margin`; Faster: the mirror image.
double SlowerPValue(const Effect& effect, double margin);
double FasterPValue(const Effect& effect, double margin);

// Half the width of the two-sided interval of that confidence.
double HalfWidth(const Effect& effect, double confidence);

// The least log ratio at which SlowerPValue(margin) <= level with probability `power`, when there
// are `pairs` pairs of the noise of `effect`.
double DetectableLogRatio(const Effect& effect, size_t pairs, double margin, double level,
                          double power);

// Whether the candidate's clock repeats to differ from the baseline's.
struct ClockShift {
  double log_ratio = 0;  // mean over the pairs
  double p_value = 1;    // two-sided, of the paired t-test; 1 for less than two pairs
};

ClockShift TestClocks(const ArmValues& log_clocks);

}  // namespace attnwatch
