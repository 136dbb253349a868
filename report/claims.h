// SPDX-License-Identifier: Apache-2.0
//
// What the figure claims, checked on a run. Each claim holds, does not hold, or cannot be told,
// with a sentence of numbers that says why.
//
//   for (const CheckedClaim& checked : CheckClaims(panel))
//     Print(checked.claim->id, AnswerName(checked.answer), checked.evidence);
//
// A difference counts as one only where it is beyond both kClaimMargin and the quartiles of the two
// points' samples; see reading.h. To add a claim: a function in claim_checks.h, a row in claims.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/figure.h"

namespace attnwatch {

enum class Answer { kHolds, kDoesNotHold, kCannotTell };

// "holds", "does not hold", "cannot tell".
std::string_view AnswerName(Answer answer);

struct ClaimAnswer {
  Answer answer = Answer::kCannotTell;
  std::string evidence;  // one sentence, with numbers
};

struct Claim {
  std::string_view id;        // C1 .. C7 as in research, F1 .. for the figure's own description
  std::string_view sentence;  // what is claimed
  size_t samples_min;         // points with fewer samples are left out
  ClaimAnswer (*check)(const FigurePanel& panel);
};

// THE TABLE, in the order of reports.
const std::vector<Claim>& Claims();

struct CheckedClaim {
  const Claim* claim;
  Answer answer;
  std::string evidence;
};

// One for each row of the table.
std::vector<CheckedClaim> CheckClaims(const FigurePanel& panel);

// For a terminal.
std::string FormatClaims(const FigurePanel& panel);

}  // namespace attnwatch
