// SPDX-License-Identifier: Apache-2.0
//
// The rules that people judge benchmarks by, on the very processes that the gate screens with.
// Here to be compared with, not to judge by.
//
//   for (const PeerRule& rule : PeerRules()) Print(rule.name, rule.find_slower(table, arms));
//
// Each pools all samples of an arm, which is what its users do.
#pragma once

#include <vector>

#include "compare/arms.h"

namespace attnwatch {

struct PeerRule {
  const char* name;
  // One element a row: whether the rule calls the candidate slower. Rows that a process did not
  // measure are not.
  std::vector<bool> (*find_slower)(const ArmTable& arms);
};

// A fixed 5 % on the medians; Mann-Whitney at .05 (Google Benchmark's compare.py, benchstat);
// nvbench's robust comparison; Welch's t-test with the correction of Benjamini and Hochberg.
const std::vector<PeerRule>& PeerRules();

// Which of these p-values are rejected at the false discovery rate `q` (Benjamini and Hochberg,
// J. R. Stat. Soc. B 57, 1995).
std::vector<bool> BenjaminiHochberg(const std::vector<double>& p_values, double q);

}  // namespace attnwatch
