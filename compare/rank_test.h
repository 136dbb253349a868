// SPDX-License-Identifier: Apache-2.0
//
// The Mann-Whitney U test of two sets of samples: the rule of Google Benchmark's compare.py and of
// benchstat. Here to show what it does to identical code, not to judge with.
//
//   if (MannWhitneyPValue(baseline, candidate) < 0.05) ...   // "significant"
#pragma once

#include <vector>

namespace attnwatch {

// Two-sided p-value by the normal approximation with tie and continuity corrections, as
// scipy.stats.mannwhitneyu(method="asymptotic"). 1 where all samples are equal or a side is empty.
double MannWhitneyPValue(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace attnwatch
