// SPDX-License-Identifier: Apache-2.0
//
// A trend small enough to know all of it: nine nights, one case that is 2 % slower from the fifth
// on, called at the seventh, with a new driver at the sixth.
//
//   const TrendReport report = SmallTrend();
#pragma once

#include "report/trend_report.h"

namespace attnwatch {

TrendReport SmallTrend();

}  // namespace attnwatch
