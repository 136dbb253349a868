// SPDX-License-Identifier: Apache-2.0
//
// ProcessValues: one case as judging sees it: one number a process, as measured and clock-adjusted.
//
//   const ProcessValues values = ReduceProcesses(row.measured(), elasticity);
//   Variance(values.adjusted);
#pragma once

#include <vector>

#include "compare/case_summary.h"
#include "compare/elasticity.h"

namespace attnwatch {

struct ProcessValues {
  std::vector<double> adjusted;  // log medians at the elasticity's reference clock
  std::vector<double> raw;       // log medians as measured
  std::vector<double> minimum;   // log minima as measured
  std::vector<double> clock;     // median log clocks; empty where a process has none
};

// Of processes that measured the case, in their order.
ProcessValues ReduceProcesses(const std::vector<const CaseSummary*>& processes,
                              const Elasticity& elasticity);

}  // namespace attnwatch
