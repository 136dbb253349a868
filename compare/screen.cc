// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "compare/decision.h"
#include "compare/judgement.h"
#include "compare/shift.h"

namespace attnwatch {
namespace {

// Below it a case is no suspect, whatever its error.
double SuspectEffect(const Policy& policy, const Labels& labels) {
  return std::max(LogMargin(policy), policy.suspect_share * LogTolerance(policy, labels));
}

enum class Urgency { kSlow, kFast, kUnclear, kNamed };

struct Rank {
  size_t index = 0;
  Urgency urgency = Urgency::kUnclear;
  double errors = 0;  // the effect in standard errors
};

bool IsMoreUrgent(const Rank& a, const Rank& b) {
  if (a.urgency != b.urgency) return a.urgency < b.urgency;
  return a.errors > b.errors;
}

// Nothing where screening already shows that the case is equivalent, which may not be enough.
std::optional<Urgency> UrgencyOf(const JudgedPoint& point, const Policy& policy) {
  const double suspect = SuspectEffect(policy, point.labels);
  if (point.log_ratio > suspect) return Urgency::kSlow;
  if (point.log_ratio < -suspect) return Urgency::kFast;
  if (point.high >= LogTolerance(policy, point.labels)) return Urgency::kUnclear;
  if (policy.confirm_all) return Urgency::kNamed;
  return std::nullopt;
}

// What a suspect is called for which there is no room.
void SetOverLimit(Urgency urgency, JudgedPoint* point) {
  if (urgency == Urgency::kNamed) return;  // screening's word stands
  const bool unclear = urgency == Urgency::kUnclear;
  point->verdict = unclear ? Verdict::kInconclusive : Verdict::kUnconfirmed;
  point->reason = unclear ? Reason::kNoise : Reason::kOverLimit;
}

// The most urgent suspects up to the limit are confirmed.
void MarkSuspects(std::vector<Rank> ranks, const Policy& policy, Judgement* judgement) {
  std::stable_sort(ranks.begin(), ranks.end(), IsMoreUrgent);
  judgement->suspect_count = std::min(ranks.size(), SuspectLimit(policy, judgement->points.size()));
  for (size_t i = 0; i < ranks.size(); ++i) {
    JudgedPoint& point = judgement->points[ranks[i].index];
    if (i < judgement->suspect_count) {
      point.verdict = Verdict::kUnconfirmed;
      point.reason = Reason::kSuspect;
    } else {
      SetOverLimit(ranks[i].urgency, &point);
    }
  }
}

// A slowdown is found where it is suspected first and confirmed then. How many suspects share the
// alarm is not known yet: as many as may.
double DetectableByStages(const Effect& effect, int ways, size_t suspects, const Labels& labels,
                          const Policy& policy) {
  const Look& last = policy.looks.back();
  const double level = last.alpha / static_cast<double>(suspects) / ways;
  const double screened =
      SuspectEffect(policy, labels) + HalfWidth(effect, 2 * policy.confidence - 1);
  return std::max(screened, DetectableLogRatio(effect, last.pairs, LogMargin(policy), level,
                                               policy.confidence));
}

void AddUnique(const std::vector<Labels>& more, std::vector<Labels>* labels) {
  for (const Labels& label : more) {
    if (std::find(labels->begin(), labels->end(), label) == labels->end()) {
      labels->push_back(label);
    }
  }
}

void OpenSuspects(const Policy& policy, bool has_noise, Judgement* judgement) {
  for (const JudgedPoint& point : judgement->points) {
    if (point.reason == Reason::kSuspect) judgement->open.push_back(point.labels);
  }
  for (const Shift& shift : judgement->shifts) AddUnique(shift.sample, &judgement->open);
  if (judgement->open.empty()) return;
  const auto is_believed = [&](const Look& look) {
    return has_noise || look.pairs >= policy.pairs_min_without_noise;
  };
  const auto first = std::find_if(policy.looks.begin(), policy.looks.end(), is_believed);
  judgement->pairs_wanted = first == policy.looks.end() ? policy.looks.back().pairs : first->pairs;
}

// Adds the row's point, and its rank where it is a suspect.
void ScreenRow(const ArmTable& arms, size_t row, const Priors& priors, const Policy& policy,
               Judgement* judgement, std::vector<Rank>* suspects) {
  JudgedPoint point = MakePoint(arms, row);
  if (!SetStatusVerdict(arms, row, &point)) {
    const PointArms values = ReducePoint(arms, row);
    const Evidence evidence =
        WeighFewPairs(values, PriorsOf(priors, arms.rows[row]), policy, policy.clock_alpha);
    Describe(values, evidence, policy, &point);
    point.verdict = Verdict::kEquivalent;
    point.reason = Reason::kWithinTolerance;
    if (const auto urgency = UrgencyOf(point, policy)) {
      suspects->push_back({judgement->points.size(), *urgency,
                           std::abs(point.log_ratio) / evidence.effect.standard_error});
    }
    point.minimum_detectable_log_ratio =
        DetectableByStages(evidence.effect, WayCount(values),
                           SuspectLimit(policy, arms.rows.size()), point.labels, policy);
  }
  judgement->points.push_back(std::move(point));
}

}  // namespace

Judgement Screen(const std::vector<ArmRun>& runs, const Policy& policy, const NoiseRecord* noise) {
  const ArmTable arms = BuildArmTable(runs);
  const Priors priors = MakePriors(noise, arms);
  Judgement judgement;
  std::vector<Rank> suspects;
  for (size_t row = 0; row < arms.rows.size(); ++row) {
    if (!IsUnsupported(arms, row)) ScreenRow(arms, row, priors, policy, &judgement, &suspects);
  }
  MarkSuspects(std::move(suspects), policy, &judgement);
  judgement.shifts = ScreenShifts(arms, policy, noise);
  OpenSuspects(policy, noise != nullptr, &judgement);
  return judgement;
}

}  // namespace attnwatch
