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

// A case with a wider tolerance of its own is `tolerated` where it would have failed without.
Verdict SlowerVerdict(double log_ratio, const Policy& policy, const Labels& labels) {
  if (log_ratio >= LogTolerance(policy, labels)) return Verdict::kRegressed;
  return log_ratio >= LogTolerance(policy) ? Verdict::kTolerated : Verdict::kMinor;
}

bool ConcludeSlower(const Evidence& evidence, const Policy& policy, JudgedPoint* point) {
  const Verdict verdict = SlowerVerdict(evidence.effect.log_ratio, policy, point->labels);
  const CaseTolerance* own = FindCaseTolerance(policy, point->labels);
  if (own != nullptr && verdict == Verdict::kTolerated) point->detail = own->why;
  return Conclude(verdict, evidence.basis == Basis::kRaw ? Reason::kClock : Reason::kSlower, point);
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
  const double futile = policy.futility_share * LogTolerance(policy, point->labels);
  if (!rejected && point->high < futile && point->low > -futile) {
    return Conclude(Verdict::kEquivalent, Reason::kNotRepeated, point);
  }
  if (!look.is_last) return false;
  if (rejected) return Conclude(Verdict::kInconclusive, Reason::kTwoStates, point);
  return point->high < LogTolerance(policy, point->labels)
             ? Conclude(Verdict::kEquivalent, Reason::kWithinTolerance, point)
             : Conclude(Verdict::kInconclusive, Reason::kNoise, point);
}

}  // namespace attnwatch
