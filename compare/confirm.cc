// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compare/decision.h"
#include "compare/judgement.h"
#include "compare/shift.h"

namespace attnwatch {
namespace {

// The look that needs that many pairs.
size_t FindLook(const Policy& policy, size_t pairs) {
  size_t look = 0;
  while (look + 1 < policy.looks.size() && policy.looks[look].pairs < pairs) ++look;
  return look;
}

PointArms FirstPairs(const PointArms& point, size_t pairs) {
  return {FirstPairs(point.adjusted, pairs), FirstPairs(point.raw, pairs),
          FirstPairs(point.clock, pairs), point.elasticity};
}

double LevelOf(const Look& look, size_t suspects, const PointArms& values) {
  return look.alpha / static_cast<double>(std::max<size_t>(1, suspects)) / WayCount(values);
}

// The chances of the looks to come, with the noise as it is now known.
void SetDetectable(const Evidence& evidence, double level, const Policy& policy,
                   JudgedPoint* point) {
  point->minimum_detectable_log_ratio = DetectableLogRatio(
      evidence.effect, policy.looks.back().pairs, LogMargin(policy), level, policy.confidence);
}

void ConfirmRow(const ArmTable& fresh, size_t row, const PointPriors& priors, size_t look,
                size_t suspects, const Policy& policy, JudgedPoint* point) {
  point->stage = Stage::kConfirm;
  if (SetStatusVerdict(fresh, row, point)) return;
  const PointArms values = FirstPairs(ReducePoint(fresh, row), policy.looks[look].pairs);
  const Evidence evidence = Weigh(values, priors, policy);
  Describe(values, evidence, policy, point);
  const double level = LevelOf(policy.looks[look], suspects, values);
  Decide(evidence, priors, {level, look + 1 == policy.looks.size()}, policy, point);
  SetDetectable(evidence, LevelOf(policy.looks.back(), suspects, values), policy, point);
}

void OpenUndecided(const Policy& policy, size_t look, Judgement* judgement) {
  judgement->open.clear();
  judgement->pairs_wanted = 0;
  if (look + 1 >= policy.looks.size()) return;
  for (const JudgedPoint& point : judgement->points) {
    if (point.reason == Reason::kSuspect) judgement->open.push_back(point.labels);
  }
  if (!judgement->open.empty()) judgement->pairs_wanted = policy.looks[look + 1].pairs;
}

}  // namespace

Judgement Confirm(const Judgement& so_far, const std::vector<ArmRun>& screened,
                  const std::vector<ArmRun>& fresh, const Policy& policy,
                  const NoiseRecord* noise) {
  if (so_far.open.empty() || fresh.size() < 2 * so_far.pairs_wanted) return so_far;
  const ArmTable arms = BuildArmTable(fresh, screened);
  const Priors priors = MakePriors(noise, BuildArmTable(screened));
  const size_t look = FindLook(policy, so_far.pairs_wanted);
  Judgement judgement = so_far;
  for (JudgedPoint& point : judgement.points) {
    if (point.reason != Reason::kSuspect) continue;
    const auto row = FindRow(arms, point.labels);
    if (!row) continue;  // of other screening runs: it stays unconfirmed
    ConfirmRow(arms, *row, PriorsOf(priors, arms.rows[*row]), look, so_far.suspect_count, policy,
               &point);
  }
  for (Shift& shift : judgement.shifts) {
    if (shift.reason == Reason::kSuspect) ConfirmShift(arms, policy, &shift);
  }
  OpenUndecided(policy, look, &judgement);
  return judgement;
}

}  // namespace attnwatch
