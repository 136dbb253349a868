// SPDX-License-Identifier: Apache-2.0
#include "compare/process_values.h"

namespace attnwatch {

ProcessValues ReduceProcesses(const std::vector<const CaseSummary*>& processes,
                              const Elasticity& elasticity) {
  ProcessValues values;
  for (const CaseSummary* process : processes) {
    values.adjusted.push_back(
        AdjustedLogMedian(*process, elasticity.value, elasticity.reference_log_clock));
    values.raw.push_back(process->log_median);
    values.minimum.push_back(process->log_min);
    if (process->log_clock) values.clock.push_back(*process->log_clock);
  }
  if (values.clock.size() != processes.size()) values.clock.clear();
  return values;
}

}  // namespace attnwatch
