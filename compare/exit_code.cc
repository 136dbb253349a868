// SPDX-License-Identifier: Apache-2.0
#include "compare/exit_code.h"

#include <algorithm>
#include <array>

namespace attnwatch {
namespace {

constexpr std::array<ExitCode, 5> kPrecedence = {kExitUsage, kExitMissing, kExitRegression,
                                                 kExitNoAnswer, kExitPass};

// What one case, or one shift, exits with.
ExitCode CodeOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMissing:
    case Verdict::kFailed:
    case Verdict::kIncorrect:
      return kExitMissing;
    case Verdict::kRegressed:
      return kExitRegression;
    case Verdict::kInvalid:
    case Verdict::kNotRun:
    case Verdict::kUnconfirmed:
      return kExitNoAnswer;
    case Verdict::kInconclusive:  // counted
    case Verdict::kMinor:
    case Verdict::kImproved:
    case Verdict::kEquivalent:
    case Verdict::kNew:
    case Verdict::kTolerated:
      break;
  }
  return kExitPass;
}

bool IsInconclusive(const JudgedPoint& point) { return point.verdict == Verdict::kInconclusive; }

}  // namespace

ExitCode WorseExitCode(ExitCode a, ExitCode b) {
  return *std::find_if(kPrecedence.begin(), kPrecedence.end(),
                       [&](ExitCode code) { return code == a || code == b; });
}

bool HasTooManyUndecided(const std::vector<JudgedPoint>& points, const Policy& policy) {
  const auto inconclusive =
      static_cast<double>(std::count_if(points.begin(), points.end(), IsInconclusive));
  return inconclusive > policy.inconclusive_share_max * static_cast<double>(points.size());
}

ExitCode ExitCodeOf(const Judgement& judgement, const Policy& policy) {
  const auto& points = judgement.points;
  const bool is_answer = !points.empty() && !HasTooManyUndecided(points, policy);
  ExitCode code = is_answer ? kExitPass : kExitNoAnswer;
  for (const JudgedPoint& point : points) code = WorseExitCode(code, CodeOf(point.verdict));
  for (const Shift& shift : judgement.shifts) code = WorseExitCode(code, CodeOf(shift.verdict));
  return code;
}

}  // namespace attnwatch
