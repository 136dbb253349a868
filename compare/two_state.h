// SPDX-License-Identifier: Apache-2.0
//
// Two-state cases: some processes run a case in one of two speeds, as memory happens to be placed
// or a library chooses. Their difference is not a regression, and their variance is not normal.
//
//   if (FindTwoStates(process_values)) ...   // judge with suspicion
#pragma once

#include <optional>
#include <vector>

namespace attnwatch {

inline constexpr size_t kTwoStateProcessesMin = 8;

struct TwoStates {
  double gap = 0;     // between the means of the two, in the unit of the values
  double share = 0;   // of the processes, in the smaller one
  double middle = 0;  // half-way between the two: what is above it is in the slower one
};

// Nothing where one state explains `values` (one a process) as well, or where there are fewer than
// kTwoStateProcessesMin of them.
std::optional<TwoStates> FindTwoStates(std::vector<double> values);

}  // namespace attnwatch
