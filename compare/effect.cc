// SPDX-License-Identifier: Apache-2.0
#include "compare/effect.h"

#include <cmath>
#include <limits>

#include "compare/distributions.h"
#include "compare/robust.h"

namespace attnwatch {
namespace {

constexpr size_t kTrimDivisor = 6;

}  // namespace

Effect EstimateEffect(const ArmValues& values, const std::optional<VariancePrior>& prior,
                      double extra_error) {
  const size_t pairs = values.baseline.size();
  const size_t cut = pairs / kTrimDivisor;
  const Trimmed baseline = TrimmedMean(values.baseline, cut);
  const Trimmed candidate = TrimmedMean(values.candidate, cut);
  const double own = (baseline.variance + candidate.variance) / 2;
  const Moderated moderated =
      Moderate(own, baseline.degrees_of_freedom + candidate.degrees_of_freedom, prior);
  Effect effect;
  effect.log_ratio = candidate.mean - baseline.mean;
  effect.variance = moderated.variance;
  effect.degrees_of_freedom = moderated.degrees_of_freedom;
  effect.standard_error =
      moderated.degrees_of_freedom > 0
          ? std::hypot(std::sqrt(2 * moderated.variance / static_cast<double>(pairs)), extra_error)
          : std::numeric_limits<double>::infinity();
  return effect;
}

double SlowerPValue(const Effect& effect, double margin) {
  if (std::isinf(effect.standard_error)) return 1;
  return StudentSurvival((effect.log_ratio - margin) / effect.standard_error,
                         effect.degrees_of_freedom);
}

double FasterPValue(const Effect& effect, double margin) {
  Effect mirrored = effect;
  mirrored.log_ratio = -effect.log_ratio;
  return SlowerPValue(mirrored, margin);
}

double HalfWidth(const Effect& effect, double confidence) {
  if (std::isinf(effect.standard_error)) return effect.standard_error;
  return StudentQuantile((1 + confidence) / 2, effect.degrees_of_freedom) * effect.standard_error;
}

double DetectableLogRatio(const Effect& effect, size_t pairs, double margin, double level,
                          double power) {
  if (std::isinf(effect.standard_error)) return effect.standard_error;
  const double error = std::sqrt(2 * effect.variance / static_cast<double>(pairs));
  return margin + error * (StudentQuantile(1 - level, effect.degrees_of_freedom) +
                           StudentQuantile(power, effect.degrees_of_freedom));
}

ClockShift TestClocks(const ArmValues& log_clocks) {
  std::vector<double> differences;
  for (size_t i = 0; i < log_clocks.baseline.size(); ++i) {
    differences.push_back(log_clocks.candidate[i] - log_clocks.baseline[i]);
  }
  if (differences.empty()) return {};
  ClockShift shift;
  shift.log_ratio = Mean(differences);
  if (differences.size() < 2) return shift;
  const auto pairs = static_cast<double>(differences.size());
  const double error = std::sqrt(Variance(differences) / pairs);
  if (error > 0) {
    shift.p_value = 2 * StudentSurvival(std::abs(shift.log_ratio) / error, pairs - 1);
  } else {
    shift.p_value = shift.log_ratio == 0 ? 1 : 0;
  }
  return shift;
}

}  // namespace attnwatch
