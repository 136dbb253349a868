// SPDX-License-Identifier: Apache-2.0
#include "report/claims.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/claim_checks.h"
#include "report/text.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Quartiles of fewer samples say nothing about their spread.
constexpr size_t kSamplesForSpread = 3;

FigurePanel KeepPointsWithSamples(FigurePanel panel, size_t samples_min) {
  for (FigureLine& line : panel.lines) {
    const auto too_few = [&](const FigurePoint& p) { return p.sample_count < samples_min; };
    line.points.erase(std::remove_if(line.points.begin(), line.points.end(), too_few),
                      line.points.end());
  }
  return panel;
}

CheckedClaim CheckClaim(const Claim& claim, const FigurePanel& panel) {
  const FigurePanel kept = KeepPointsWithSamples(panel, claim.samples_min);
  if (panel.point_count() > 0 && kept.point_count() == 0) {
    return {&claim, Answer::kCannotTell,
            fmt::format("No point has the {} samples that show its noise.", claim.samples_min)};
  }
  ClaimAnswer answer = claim.check(kept);
  const size_t left_out = panel.point_count() - kept.point_count();
  if (left_out > 0) {
    answer.evidence += fmt::format(" Left out: {} points with fewer than {} samples.", left_out,
                                   claim.samples_min);
  }
  return {&claim, answer.answer, std::move(answer.evidence)};
}

}  // namespace

const std::vector<Claim>& Claims() {
  static const std::vector<Claim> claims = {
      {"F1", "A higher alignment class is faster at the same hidden size.", kSamplesForSpread,
       CheckOrderOfLines},
      {"F2", "Throughput rises with hidden size.", 1, CheckRisesWithHiddenSize},
      {"F3", "The small classes 1 and 2 level off at large hidden sizes.", 1, CheckPlateau},
      {"F4", "The lines end near 70, 90, 105, 120, 130, 140, 150 TFLOP/s at hidden size 32768.", 1,
       CheckLineEnds},
      {"C1", "Alignment ladder: efficiency at d >= 200 is 1 < {2, 4} < 8 < 16 <= {32, 64}.", 1,
       CheckAlignmentLadder},
      {"C2", "Classes 2 and 4 are alike.", kSamplesForSpread, CheckClassesTwoAndFourAlike},
      {"C3", "Throughput never falls with d inside classes 16, 32 and 64.", kSamplesForSpread,
       CheckMonotone},
      {"C4", "No lone dips: no point is 10 % slower than its neighbours on the line.",
       kSamplesForSpread, CheckNoLoneDips},
      {"C5", "Padding does not win: no d is slower than the next multiple of 8.", kSamplesForSpread,
       CheckPaddingDoesNotWin},
      {"C6", "One device kernel serves each alignment class.", 1, CheckKernelsPerClass},
      {"C7", "Nothing is faster than its floor.", 1, CheckNothingBeatsItsFloor},
  };
  return claims;
}

std::string_view AnswerName(Answer answer) {
  switch (answer) {
    case Answer::kHolds:
      return "holds";
    case Answer::kDoesNotHold:
      return "does not hold";
    case Answer::kCannotTell:
      break;
  }
  return "cannot tell";
}

Answer JudgeExceptions(size_t clear, size_t unclear) {
  if (clear > 0) return Answer::kDoesNotHold;
  return unclear > 0 ? Answer::kCannotTell : Answer::kHolds;
}

std::string DescribeUnclear(size_t unclear) {
  if (unclear == 0) return "";
  return fmt::format("; {} more may, but the spread of the samples hides it", unclear);
}

std::vector<CheckedClaim> CheckClaims(const FigurePanel& panel) {
  std::vector<CheckedClaim> checked;
  for (const Claim& claim : Claims()) checked.push_back(CheckClaim(claim, panel));
  return checked;
}

std::string FormatClaims(const FigurePanel& panel) {
  std::string text;
  for (const CheckedClaim& checked : CheckClaims(panel)) {
    text += fmt::format("  {:<14}{}  {}\n", AnswerName(checked.answer), checked.claim->id,
                        checked.claim->sentence);
    text += WrapText(OneLine(checked.evidence), 20);
  }
  return text;
}

}  // namespace attnwatch
