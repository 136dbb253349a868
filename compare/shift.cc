// SPDX-License-Identifier: Apache-2.0
#include "compare/shift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "compare/decision.h"
#include "compare/distributions.h"
#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// The error of a median of normal values against that of their mean.
constexpr double kMedianError = 1.2533;

struct ShiftPoint {
  const Labels* labels;
  PointArms arms;
};
using Scopes = std::map<CaseGroup, std::vector<ShiftPoint>>;

Scopes CollectScopes(const ArmTable& table) {
  Scopes scopes;
  std::set<std::string> kernels;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    if (JudgeStatus(table, row)) continue;
    const Labels& labels = table.rows[row].labels;
    const std::string& kernel = labels.Get("kernel");
    const ShiftPoint point = {&labels, ReducePoint(table, row)};
    kernels.insert(kernel);
    scopes[{}].push_back(point);
    scopes[{kernel, "", false}].push_back(point);
    scopes[{kernel, labels.Get("alignment_class"), false}].push_back(point);
  }
  // All of one kernel is all.
  if (kernels.size() == 1) scopes.erase({*kernels.begin(), "", false});
  return scopes;
}

const ArmValues& ValuesOf(const PointArms& arms, Basis basis) {
  return basis == Basis::kAdjusted ? arms.adjusted : arms.raw;
}

double MeanDifference(const ArmValues& values) {
  return Mean(values.candidate) - Mean(values.baseline);
}

// The median over the points of their difference in one pair.
double PairMedian(const std::vector<ShiftPoint>& points, Basis basis, size_t pair) {
  std::vector<double> differences;
  for (const ShiftPoint& point : points) {
    const ArmValues& values = ValuesOf(point.arms, basis);
    differences.push_back(values.candidate[pair] - values.baseline[pair]);
  }
  return *Median(std::move(differences));
}

bool SameSignInEveryPair(const std::vector<ShiftPoint>& points, Basis basis, double log_ratio) {
  for (size_t pair = 0; pair < points.front().arms.raw.baseline.size(); ++pair) {
    if (!(PairMedian(points, basis, pair) * log_ratio > 0)) return false;
  }
  return true;
}

// How the clocks of the points that follow it differ, a median over them for each pair.
ArmValues ScopeClocks(const std::vector<ShiftPoint>& points) {
  ArmValues clocks;
  for (size_t pair = 0; pair < points.front().arms.raw.baseline.size(); ++pair) {
    std::vector<double> differences;
    for (const ShiftPoint& point : points) {
      const ArmValues& clock = point.arms.clock;
      if (point.arms.elasticity.value == 0 || clock.baseline.empty()) continue;
      differences.push_back(clock.candidate[pair] - clock.baseline[pair]);
    }
    if (differences.empty()) return {};
    clocks.baseline.push_back(0);
    clocks.candidate.push_back(*Median(std::move(differences)));
  }
  return clocks;
}

bool ClockMayDiffer(const std::vector<ShiftPoint>& points, const Policy& policy) {
  const ArmValues clocks = ScopeClocks(points);
  if (clocks.candidate.empty()) return false;
  const auto [least, most] = std::minmax_element(clocks.candidate.begin(), clocks.candidate.end());
  return std::abs(TestClocks(clocks).log_ratio) >= policy.clock_floor && *least * *most > 0;
}

// What the record knows of the scope's median between two processes.
double KnownVariance(const NoiseRecord* noise, const CaseGroup& scope, Basis basis) {
  double variance = 0;
  if (noise == nullptr) return variance;
  for (const bool power_capped : {false, true}) {
    const GroupNoise* group =
        FindGroup(*noise, {scope.kernel, scope.alignment_class, power_capped});
    if (group == nullptr) continue;
    variance = std::max(variance, basis == Basis::kAdjusted ? group->adjusted_shift_variance
                                                            : group->raw_shift_variance);
  }
  return variance;
}

// Every n-th of them, so that the sample is as spread out as the scope.
std::vector<Labels> TakeSample(const std::vector<ShiftPoint>& points, size_t size) {
  std::vector<Labels> sample;
  const size_t taken = std::min(size, points.size());
  for (size_t i = 0; i < taken; ++i) {
    sample.push_back(*points[i * points.size() / taken].labels);
  }
  return sample;
}

std::vector<double> EffectsOf(const std::vector<ShiftPoint>& points, Basis basis) {
  std::vector<double> effects;
  effects.reserve(points.size());
  for (const ShiftPoint& point : points) {
    effects.push_back(MeanDifference(ValuesOf(point.arms, basis)));
  }
  return effects;
}

// Three quarters of the points moved by half of what their median did: half of the figure's points
// are of one class, whose slowdown must not be called one of all.
bool MostMoved(const std::vector<ShiftPoint>& points, const Shift& shift) {
  const double quartile =
      Percentile(EffectsOf(points, shift.basis), shift.log_ratio > 0 ? 0.25 : 0.75);
  return quartile / shift.log_ratio >= 0.5;
}

Shift MeasureShift(const CaseGroup& scope, const std::vector<ShiftPoint>& points, Basis basis,
                   const Policy& policy, const NoiseRecord* noise) {
  const std::vector<double> effects = EffectsOf(points, basis);
  Shift shift;
  shift.scope = scope;
  shift.basis = basis;
  shift.point_count = points.size();
  shift.pairs = points.front().arms.raw.baseline.size();
  shift.log_ratio = *Median(effects);
  const double of_points = kMedianError * kMadToDeviation * MedianAbsoluteDeviation(effects) /
                           std::sqrt(static_cast<double>(points.size()));
  const double known =
      std::sqrt(2 * KnownVariance(noise, scope, basis) / static_cast<double>(shift.pairs));
  shift.standard_error = std::max({of_points, known, policy.shift_error_floor});
  return shift;
}

// So many errors of a normal value, for an error that is itself estimated from few points.
double ErrorsWanted(const Policy& policy, size_t points) {
  return StudentQuantile(1 - NormalSurvival(policy.shift_errors), static_cast<double>(points - 1));
}

bool IsSuspected(const Shift& shift, const std::vector<ShiftPoint>& points, const Policy& policy) {
  return std::abs(shift.log_ratio) >
             std::max(LogMargin(policy),
                      ErrorsWanted(policy, shift.point_count) * shift.standard_error) &&
         MostMoved(points, shift) && SameSignInEveryPair(points, shift.basis, shift.log_ratio);
}

Verdict VerdictOf(double log_ratio, const Policy& policy) {
  if (log_ratio < 0) return Verdict::kImproved;
  return log_ratio >= LogTolerance(policy) ? Verdict::kRegressed : Verdict::kMinor;
}

Reason ReasonOf(const Shift& shift) {
  if (shift.basis == Basis::kRaw) return Reason::kClock;
  return shift.log_ratio > 0 ? Reason::kSlower : Reason::kFaster;
}

// False where a case of the sample was not measured.
bool CollectSample(const ArmTable& fresh, const std::vector<Labels>& sample,
                   std::vector<ShiftPoint>* points) {
  for (const Labels& labels : sample) {
    const auto row = FindRow(fresh, labels);
    if (!row || JudgeStatus(fresh, *row)) return false;
    points->push_back({&fresh.rows[*row].labels, ReducePoint(fresh, *row)});
  }
  return !points->empty();
}

}  // namespace

std::vector<Shift> ScreenShifts(const ArmTable& arms, const Policy& policy,
                                const NoiseRecord* noise) {
  std::vector<Shift> suspected;
  for (const auto& [scope, points] : CollectScopes(arms)) {
    if (points.size() < policy.shift_points_min) continue;
    std::vector<Basis> bases = {Basis::kAdjusted};
    if (ClockMayDiffer(points, policy)) bases.push_back(Basis::kRaw);
    for (const Basis basis : bases) {
      Shift shift = MeasureShift(scope, points, basis, policy, noise);
      if (!IsSuspected(shift, points, policy)) continue;
      shift.sample = TakeSample(points, policy.shift_sample);
      suspected.push_back(std::move(shift));
    }
  }
  return suspected;
}

void ConfirmShift(const ArmTable& fresh, const Policy& policy, Shift* shift) {
  std::vector<ShiftPoint> points;
  if (!CollectSample(fresh, shift->sample, &points)) return;
  std::vector<double> effects;
  effects.reserve(points.size());
  for (const ShiftPoint& point : points) {
    effects.push_back(
        EstimateEffect(ValuesOf(point.arms, shift->basis), std::nullopt, 0).log_ratio);
  }
  const double screened = shift->log_ratio;
  shift->log_ratio = *Median(effects);
  shift->pairs = fresh.baseline.size();
  const bool clock_repeats = shift->basis == Basis::kAdjusted ||
                             TestClocks(ScopeClocks(points)).p_value <= policy.clock_alpha;
  const bool repeats = shift->log_ratio * (screened > 0 ? 1 : -1) >= std::abs(screened) / 2;
  const bool matters = std::abs(shift->log_ratio) > LogMargin(policy);
  if (repeats && matters && clock_repeats) {
    shift->verdict = VerdictOf(shift->log_ratio, policy);
    shift->reason = ReasonOf(*shift);
  } else {
    shift->verdict = Verdict::kEquivalent;
    shift->reason = Reason::kNotRepeated;
  }
}

}  // namespace attnwatch
