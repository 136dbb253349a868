// SPDX-License-Identifier: Apache-2.0
#include "compare/decision.h"
#include "compare/judgement.h"

namespace attnwatch {
namespace {

double TotalAlpha(const Policy& policy) {
  double alpha = 0;
  for (const Look& look : policy.looks) alpha += look.alpha;
  return alpha;
}

size_t CountJudged(const ArmTable& arms) {
  size_t count = 0;
  for (size_t row = 0; row < arms.rows.size(); ++row) count += JudgeStatus(arms, row) ? 0 : 1;
  return count;
}

// A single look at `count` cases.
JudgedPoint JudgeRow(const ArmTable& arms, size_t row, const PointPriors& priors, size_t count,
                     const Policy& policy) {
  JudgedPoint point = MakePoint(arms, row);
  if (SetStatusVerdict(arms, row, &point)) return point;
  const PointArms values = ReducePoint(arms, row);
  const auto share = 1 / static_cast<double>(count);
  const Evidence evidence = WeighFewPairs(values, priors, policy, policy.clock_alpha * share);
  Describe(values, evidence, policy, &point);
  const double level = TotalAlpha(policy) * share / WayCount(values);
  Decide(evidence, priors, {level, /*is_last=*/true}, policy, &point);
  point.minimum_detectable_log_ratio =
      DetectableLogRatio(evidence.effect, point.pairs, LogMargin(policy), level, policy.confidence);
  return point;
}

}  // namespace

Judgement JudgeOnce(const std::vector<ArmRun>& runs, const Policy& policy,
                    const NoiseRecord* noise) {
  const ArmTable arms = BuildArmTable(runs);
  const Priors priors = MakePriors(noise, arms);
  Judgement judgement;
  judgement.suspect_count = CountJudged(arms);
  for (size_t row = 0; row < arms.rows.size(); ++row) {
    if (IsUnsupported(arms, row)) continue;
    judgement.points.push_back(
        JudgeRow(arms, row, PriorsOf(priors, arms.rows[row]), judgement.suspect_count, policy));
    // There are no fresh processes that could not repeat it.
    Reason& reason = judgement.points.back().reason;
    if (reason == Reason::kNotRepeated) reason = Reason::kWithinTolerance;
  }
  return judgement;
}

}  // namespace attnwatch
