// SPDX-License-Identifier: Apache-2.0
//
// What a run would cost, without measuring it: memory from the problems, time from the floors (the
// ceilings take a second to measure).
//
//   PrintDryRun(cases, grid.rounds, grid.launches, device.get(), std::cout);
#pragma once

#include <ostream>
#include <vector>

#include "benchmarks/case.h"
#include "benchmarks/device.h"

namespace attnwatch {

// Throws Error where the cases do not fit in memory.
void PrintDryRun(const std::vector<Case>& cases, int rounds, int launches, Device* device,
                 std::ostream& out);

}  // namespace attnwatch
