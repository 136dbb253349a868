// SPDX-License-Identifier: Apache-2.0
#include "compare/decision.h"

#include <algorithm>

namespace attnwatch {
namespace {

bool Conclude(Verdict verdict, Reason reason, JudgedPoint* point) {
  point->verdict = verdict;
  point->reason = reason;
  return true;
}

bool ConcludeSlower(const Evidence& evidence, const Policy& policy, JudgedPoint* point) {
  const bool fails = evidence.effect.log_ratio >= LogTolerance(policy);
  return Conclude(fails ? Verdict::kRegressed : Verdict::kMinor,
                  evidence.basis == Basis::kRaw ? Reason::kClock : Reason::kSlower, point);
}

bool ConcludeFaster(const Evidence& evidence, JudgedPoint* point) {
  return Conclude(Verdict::kImproved,
                  evidence.basis == Basis::kRaw ? Reason::kClock : Reason::kFaster, point);
}

}  // namespace

bool Decide(const Evidence& evidence, const PointPriors& priors, const LookLevel& look,
            const Policy& policy, JudgedPoint* point) {
  const double margin = LogMargin(policy);
  const double slower = SlowerPValue(evidence.effect, margin);
  const double faster = FasterPValue(evidence.effect, margin);
  point->p_value = std::min(slower, faster);
  const bool rejected = point->p_value <= look.level;
  if (rejected && !StatesMayExplain(evidence, priors, policy)) {
    return slower < faster ? ConcludeSlower(evidence, policy, point)
                           : ConcludeFaster(evidence, point);
  }
  const double futile = policy.futility_share * LogTolerance(policy);
  if (!rejected && point->high < futile && point->low > -futile) {
    return Conclude(Verdict::kEquivalent, Reason::kNotRepeated, point);
  }
  if (!look.is_last) return false;
  if (rejected) return Conclude(Verdict::kInconclusive, Reason::kTwoStates, point);
  return point->high < LogTolerance(policy)
             ? Conclude(Verdict::kEquivalent, Reason::kWithinTolerance, point)
             : Conclude(Verdict::kInconclusive, Reason::kNoise, point);
}

}  // namespace attnwatch
