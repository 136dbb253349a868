// SPDX-License-Identifier: Apache-2.0
//
// What the visits of a run say about its device and about themselves.
//
//   const VisitTotals totals = SumVisits(run);
#pragma once

#include "dashboards/snapshot.h"

namespace attnwatch {

VisitTotals SumVisits(const Run& run);

}  // namespace attnwatch
