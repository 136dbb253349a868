// SPDX-License-Identifier: Apache-2.0
//
// What a program that judged exits with. One function decides, so that all say the same.
//
//   return ExitCodeOf(judgement, policy);
#pragma once

#include "compare/judgement.h"
#include "compare/policy.h"
#include "results/error.h"

namespace attnwatch {

// 4: a case is missing, failed or incorrect. 1: a case, a class or all of them regressed. 3: a case
// is invalid, not run or unconfirmed, a shift is unconfirmed, more than the policy's share is
// inconclusive, or nothing was judged. 0 otherwise, also where every case is new. By precedence.
ExitCode ExitCodeOf(const Judgement& judgement, const Policy& policy = {});

// Whether more than the policy's share is inconclusive.
bool HasTooManyUndecided(const std::vector<JudgedPoint>& points, const Policy& policy);

// The one that decides where both apply: 2, 4, 1, 3, 0.
ExitCode WorseExitCode(ExitCode a, ExitCode b);

}  // namespace attnwatch
