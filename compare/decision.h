// SPDX-License-Identifier: Apache-2.0
//
// Decide: from the evidence on one case to its verdict, at one look.
//
//   if (Decide(evidence, priors, {alpha / suspects, is_last}, policy, &point)) ...   // decided
#pragma once

#include <algorithm>
#include <cmath>

#include "compare/evidence.h"
#include "compare/policy.h"
#include "compare/verdict.h"

namespace attnwatch {

// The policy's ratios as differences of logarithms.
inline double LogMargin(const Policy& policy) { return std::log1p(policy.margin); }
inline double LogTolerance(const Policy& policy) { return std::log1p(policy.tolerance); }

// What was set for this very case; null where nothing was.
inline const CaseTolerance* FindCaseTolerance(const Policy& policy, const Labels& labels) {
  if (policy.case_tolerances.empty()) return nullptr;
  const auto found = policy.case_tolerances.find(CaseKey(labels));
  return found == policy.case_tolerances.end() ? nullptr : &found->second;
}

inline double LogTolerance(const Policy& policy, const Labels& labels) {
  const CaseTolerance* own = FindCaseTolerance(policy, labels);
  return own == nullptr ? LogTolerance(policy) : std::log1p(own->tolerance);
}

// How many suspects of so many cases are confirmed one by one.
inline size_t SuspectLimit(const Policy& policy, size_t cases) {
  return std::max(policy.suspect_limit, policy.suspect_limit * cases / policy.suspect_limit_cases);
}

struct LookLevel {
  double level = 0;      // probability of a false alarm on this case, by this basis
  bool is_last = false;  // the verdict may not wait for more pairs
};

// Sets verdict, reason and p-value. False: undecided, more pairs may tell.
bool Decide(const Evidence& evidence, const PointPriors& priors, const LookLevel& look,
            const Policy& policy, JudgedPoint* point);

}  // namespace attnwatch
