// SPDX-License-Identifier: Apache-2.0
//
// What changed besides the times: of one case what was launched and at which clock, of all cases
// the environment, the clock, the machine's ceilings and where the slower ones lie. Candidate
// causes: facts that differ, not proofs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/verdict_report.h"

namespace attnwatch {

// Finds a case's measurements in the first run of both sides, which must outlive it.
class CaseCauses {
 public:
  CaseCauses(const std::vector<const Run*>& baseline, const std::vector<const Run*>& candidate);

  // "kernel changed: a -> b; registers 168 -> 255"; "" where nothing did.
  std::string Describe(const JudgedPoint& point) const;

 private:
  using Index = std::map<std::vector<Labels::Pair>, const Measurement*>;

  Index baseline_;
  Index candidate_;
};

// Facts of the soft environment in which the first runs differ, but for those that always do.
std::vector<EnvironmentDifference> FindDifferences(const std::vector<const Run*>& baseline,
                                                   const std::vector<const Run*>& candidate);

// Sentences such as "Only class 1 is slower: 12 of its 171 cases, none of 170 others."
std::vector<std::string> FindRunCauses(const Judgement& judgement,
                                       const std::vector<const Run*>& baseline,
                                       const std::vector<const Run*>& candidate);

}  // namespace attnwatch
