// SPDX-License-Identifier: Apache-2.0
//
// What equal clocks hide: a case that draws more power lowers its own clock, and takes longer. Its
// times are watched again, at the machine's clock instead of its own.
#pragma once

#include <vector>

#include "compare/trend/trend.h"

namespace attnwatch {

// By how much the machine's clock (log) was off in a run: the median over its cases, of what each
// was off from its own reference. Nothing of too few cases: one would be most of the machine.
std::optional<double> MachineClockShift(std::vector<double> case_shifts);

// Those that no alarm of `others`, at equal clocks, explains, and that the clock explains mostly.
std::vector<TrendAlarm> FindClockSlowdowns(const TrendSeries& series, const TrendPolicy& policy,
                                           const std::vector<TrendAlarm>& others);

}  // namespace attnwatch
