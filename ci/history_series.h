// SPDX-License-Identifier: Apache-2.0
//
// From the points of an index to the series that a trend is found in.
//
//   const Numbering numbering = Number(index.ReadNights());
//   series.push_back(MakeSeries(of_index, numbering));  // of all cases
//   TakeMachineClock(numbering.ordered.size(), &series);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "baselines/history/history.h"
#include "compare/trend/trend.h"

namespace attnwatch {

// Numbers instead of keys: nights by time, environments as they appear.
struct Numbering {
  std::map<int64_t, size_t> nights, epochs;  // by Night::key
  std::map<size_t, std::string> boards;      // by epoch
  std::vector<const Night*> ordered;
  size_t skipped = 0;
};

// Refers to `nights`.
Numbering Number(const Nights& nights);

// `own_clock` is, until the machine's clock is known, what that of the case was off by.
TrendSeries MakeSeries(const Series& of_index, const Numbering& numbering);

// From what the clock of each case was off by to what its own one, beyond the machine's, cost it.
// A night is a run: of one device and one grid.
void TakeMachineClock(size_t nights, std::vector<TrendSeries>* all);

}  // namespace attnwatch
