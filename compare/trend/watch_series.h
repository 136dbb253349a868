// SPDX-License-Identifier: Apache-2.0
//
// A detector for each environment of a series, started anew by what was accepted. trend.h is the
// door.
#pragma once

#include "compare/trend/trend.h"

namespace attnwatch {

Trend WatchSeries(const TrendSeries& series, const TrendPolicy& policy);

}  // namespace attnwatch
