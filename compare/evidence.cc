// SPDX-License-Identifier: Apache-2.0
#include "compare/evidence.h"

#include <algorithm>
#include <cmath>

#include "compare/robust.h"

namespace attnwatch {
namespace {

using Variances = std::map<CaseGroup, std::vector<double>>;

void AddOwnVariance(const CaseGroup& group, const ArmValues& values, Variances* variances) {
  const double own = EstimateEffect(values, std::nullopt, 0).variance;
  for (const CaseGroup& wider :
       {group, CaseGroup{group.kernel, "", group.power_capped}, CaseGroup{}}) {
    (*variances)[wider].push_back(own);
  }
}

std::map<CaseGroup, VariancePrior> FitPriors(const Variances& variances, size_t pairs) {
  std::map<CaseGroup, VariancePrior> priors;
  const double degrees_of_freedom = 2 * static_cast<double>(pairs - 1);
  for (const auto& [group, values] : variances) {
    if (const auto prior = FitVariancePrior(values, degrees_of_freedom)) priors[group] = *prior;
  }
  return priors;
}

std::optional<VariancePrior> Nearest(const std::map<CaseGroup, VariancePrior>& priors,
                                     const CaseGroup& group) {
  for (const CaseGroup& wider :
       {group, CaseGroup{group.kernel, "", group.power_capped}, CaseGroup{}}) {
    const auto found = priors.find(wider);
    if (found != priors.end()) return found->second;
  }
  return std::nullopt;
}

// Of one pair: how far the differences of a group's cases scatter around their median. A few that
// really changed do not move it, and a group that moved together does not widen it.
class Scatter {
 public:
  void Add(const CaseGroup& group, const ArmValues& values) {
    for (const CaseGroup& wider :
         {group, CaseGroup{group.kernel, "", group.power_capped}, CaseGroup{}}) {
      differences_[wider].push_back(values.candidate.front() - values.baseline.front());
    }
  }

  std::map<CaseGroup, VariancePrior> Priors() const {
    std::map<CaseGroup, VariancePrior> priors;
    for (const auto& [group, differences] : differences_) {
      if (differences.size() < kScatterPointsMin) continue;
      const double deviation = kMadToDeviation * MedianAbsoluteDeviation(differences);
      // A difference has the variance of two processes.
      if (deviation > 0) priors[group] = {deviation * deviation / 2, kScatterDegreesOfFreedom};
    }
    return priors;
  }

 private:
  // Fewer would let one that changed decide what noise is.
  static constexpr size_t kScatterPointsMin = 8;
  // Cases of one group differ in their noise, an H100's by a factor of three: a heavy tail.
  static constexpr double kScatterDegreesOfFreedom = 4;

  std::map<CaseGroup, std::vector<double>> differences_;
};

Priors MakeScatterPriors(const ArmTable& arms) {
  Scatter adjusted, raw, clock;
  for (size_t row = 0; row < arms.rows.size(); ++row) {
    if (JudgeStatus(arms, row)) continue;
    const PointArms point = ReducePoint(arms, row);
    const CaseGroup group = GroupOf(arms.rows[row]);
    adjusted.Add(group, point.adjusted);
    raw.Add(group, point.raw);
    if (!point.clock.baseline.empty()) clock.Add(group, point.clock);
  }
  return {nullptr, adjusted.Priors(), raw.Priors(), clock.Priors()};
}

Evidence OnBasis(Basis basis, const ClockShift& clock, const PointArms& point,
                 const PointPriors& priors) {
  Evidence evidence;
  evidence.basis = basis;
  evidence.clock = clock;
  if (basis == Basis::kRaw) {
    evidence.effect = EstimateEffect(point.raw, priors.raw, 0);
  } else {
    // An elasticity that is off shifts the arms against each other by as much as their clocks
    // differ.
    evidence.effect = EstimateEffect(point.adjusted, priors.adjusted,
                                     point.elasticity.standard_error * std::abs(clock.log_ratio));
  }
  return evidence;
}

bool SameSignInEveryPair(const ArmValues& log_clocks) {
  for (size_t i = 0; i < log_clocks.baseline.size(); ++i) {
    const double first = log_clocks.candidate[0] - log_clocks.baseline[0];
    if (!((log_clocks.candidate[i] - log_clocks.baseline[i]) * first > 0)) return false;
  }
  return true;
}

// Whether the record's or the group's variance of clocks leaves that to chance.
bool IsBeyondChance(const ArmValues& log_clocks, const std::optional<VariancePrior>& prior,
                    double alpha) {
  const Effect effect = EstimateEffect(log_clocks, prior, 0);
  return std::min(SlowerPValue(effect, 0), FasterPValue(effect, 0)) <= alpha / 2;
}

}  // namespace

Priors MakePriors(const NoiseRecord* noise, const ArmTable& screened) {
  Priors priors;
  priors.noise = noise;
  const size_t pairs = screened.baseline.size();
  if (noise != nullptr) return priors;
  if (pairs < 2) return MakeScatterPriors(screened);
  Variances adjusted, raw, clock;
  for (size_t row = 0; row < screened.rows.size(); ++row) {
    if (JudgeStatus(screened, row)) continue;
    const PointArms point = ReducePoint(screened, row);
    const CaseGroup group = GroupOf(screened.rows[row]);
    AddOwnVariance(group, point.adjusted, &adjusted);
    AddOwnVariance(group, point.raw, &raw);
    if (!point.clock.baseline.empty()) AddOwnVariance(group, point.clock, &clock);
  }
  priors.adjusted = FitPriors(adjusted, pairs);
  priors.raw = FitPriors(raw, pairs);
  priors.clock = FitPriors(clock, pairs);
  return priors;
}

PointPriors PriorsOf(const Priors& priors, const CaseRow& row) {
  const CaseGroup group = GroupOf(row);
  if (priors.noise == nullptr) {
    return {Nearest(priors.adjusted, group), Nearest(priors.raw, group),
            Nearest(priors.clock, group), nullptr};
  }
  PointPriors known;
  known.adjusted = PriorOf(*priors.noise, row.labels, group, Basis::kAdjusted);
  known.raw = PriorOf(*priors.noise, row.labels, group, Basis::kRaw);
  known.noise = FindPoint(*priors.noise, row.labels);
  if (known.noise != nullptr && known.noise->clock_variance > 0) {
    known.clock = VariancePrior{known.noise->clock_variance,
                                static_cast<double>(known.noise->process_count) - 1, 0};
  }
  return known;
}

Evidence Weigh(const PointArms& point, const PointPriors& priors, const Policy& policy) {
  const ClockShift clock = TestClocks(point.clock);
  const bool repeats = point.elasticity.value != 0 && clock.p_value <= policy.clock_alpha &&
                       std::abs(clock.log_ratio) >= policy.clock_floor;
  return OnBasis(repeats ? Basis::kRaw : Basis::kAdjusted, clock, point, priors);
}

Evidence WeighFewPairs(const PointArms& point, const PointPriors& priors, const Policy& policy,
                       double clock_alpha) {
  const ClockShift clock = TestClocks(point.clock);
  const bool repeats =
      point.elasticity.value != 0 && std::abs(clock.log_ratio) >= policy.clock_floor &&
      SameSignInEveryPair(point.clock) && IsBeyondChance(point.clock, priors.clock, clock_alpha);
  return OnBasis(repeats ? Basis::kRaw : Basis::kAdjusted, clock, point, priors);
}

int WayCount(const PointArms& point) { return point.elasticity.value == 0 ? 1 : 2; }

void Describe(const PointArms& point, const Evidence& evidence, const Policy& policy,
              JudgedPoint* judged) {
  judged->basis = evidence.basis;
  judged->pairs = point.raw.baseline.size();
  judged->log_ratio = evidence.effect.log_ratio;
  const double half = HalfWidth(evidence.effect, policy.confidence);
  judged->low = judged->log_ratio - half;
  judged->high = judged->log_ratio + half;
  judged->clock_log_ratio = evidence.clock.log_ratio;
  judged->elasticity = point.elasticity.value;
  judged->baseline_seconds = std::exp(Mean(point.raw.baseline));
  judged->candidate_seconds = std::exp(Mean(point.raw.candidate));
}

bool StatesMayExplain(const Evidence& evidence, const PointPriors& priors, const Policy& policy) {
  if (priors.noise == nullptr || !priors.noise->two_states) return false;
  const double variance = evidence.basis == Basis::kAdjusted ? priors.noise->adjusted_variance
                                                             : priors.noise->raw_variance;
  return std::abs(evidence.effect.log_ratio) <= policy.two_state_deviations * std::sqrt(variance);
}

}  // namespace attnwatch
