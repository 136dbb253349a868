// SPDX-License-Identifier: Apache-2.0
//
// What came with another environment: the first nights of each against the last ones of the
// environment before, at equal clocks. trend.h is the door.
#pragma once

#include <vector>

#include "compare/trend/trend.h"

namespace attnwatch {

// Environments that take turns (boards of a fleet) are several machines and no change. Ended is
// what ten nights in a row are free of, and what was accepted.
std::vector<TrendAlarm> FindEnvironmentSteps(const TrendSeries& series, const TrendPolicy& policy);

}  // namespace attnwatch
