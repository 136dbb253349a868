// SPDX-License-Identifier: Apache-2.0
//
// Elasticity: by how many percent a case's time changes where the SM clock changes by one. -1 for
// a kernel that only computes, 0 for one that only waits for memory. A GPU's clock wanders by
// several percent with what ran before; taking its part out of the times leaves a tenth of the
// noise (on an H100: 0.06 % instead of 0.8 % between two processes).
//
//   const std::vector<Elasticity> elasticities = FitElasticities(table);
//   AdjustedLogMedian(summary, elasticities[i].value, elasticities[i].reference_log_clock);
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "compare/case_table.h"

namespace attnwatch {

enum class ElasticitySource {
  kFitted,         // over the visits of all processes
  kNoClock,        // a visit has no clock: 0, times stay raw
  kConstantClock,  // the clock did not vary, or too few visits: 0, times stay raw
};

// "fitted", "no clock", "constant clock".
std::string_view ElasticitySourceName(ElasticitySource source);

struct Elasticity {
  ElasticitySource source = ElasticitySource::kNoClock;
  double value = 0;                // -1 to 0
  double standard_error = 0;       // of the value
  double fitted = 0;               // before it was shrunk and clipped
  double fitted_error = 0;         // its standard error
  double reference_log_clock = 0;  // mean over all visits: where to compare processes
  size_t visit_count = 0;
};

// The slope of the visits' log medians over their log clocks, with an intercept for each process:
// what differs between processes, which is what is to be judged, cannot influence it. Huber's
// weights, so that one disturbed visit cannot either. Neither shrunk nor clipped.
Elasticity FitElasticity(const std::vector<const CaseSummary*>& processes);

// One element a row: fitted, moved towards the mean of its group as far as its own error is large
// against the spread within the group (empirical Bayes), and clipped to [-1, 0].
std::vector<Elasticity> FitElasticities(const std::vector<CaseRow>& table);

// The empirical Bayes step alone, on the elements of one group.
void ShrinkElasticities(const std::vector<Elasticity*>& group);

}  // namespace attnwatch
