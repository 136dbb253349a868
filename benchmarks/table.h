// SPDX-License-Identifier: Apache-2.0
//
// The table that attention_score prints at its end: a line a case with its median,
// and what was not measured, with the reason.
//
//   PrintMeasurements(run, std::cout);
#pragma once

#include <ostream>

#include "results/run.h"

namespace attnwatch {

void PrintMeasurements(const Run& run, std::ostream& out);

}  // namespace attnwatch
