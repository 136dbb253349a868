// SPDX-License-Identifier: Apache-2.0
//
// Accepting runs as a baseline, or as part of one.
//
//   const Baseline accepted = Accept(&old, runs, {reason, now, "kernel=cublas"}, changes);
//   WriteBaseline(accepted);
//
// Nothing enters that is not known to be right: incorrect, invalid, incomplete, planted or dirty
// runs are refused, and runs of another machine than the baseline's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "baselines/store.h"

namespace attnwatch {

struct AcceptRequest {
  std::string reason;
  std::string accepted_at;        // UTC
  std::string cases = kAllCases;  // a CasePattern: the others stay as they are
  bool allow_missing = false;     // cases that the runs lack leave the baseline
};

// Log ratios at equal clocks of new to old, by CaseKey; what is not there counts as measured.
using CaseChanges = std::map<std::vector<Labels::Pair>, double>;

// Throws Error with one line where the runs may not be accepted, whatever is there already.
void RequireAcceptable(const std::vector<Run>& runs);

// The new baseline, not written yet. `old` may be null; else the runs must fit it. `folder` is
// where it will be. Throws Error as above.
Baseline Accept(const Baseline* old, const std::vector<Run>& runs, const std::string& folder,
                const AcceptRequest& request, const CaseChanges& changes);

}  // namespace attnwatch
