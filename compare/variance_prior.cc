// SPDX-License-Identifier: Apache-2.0
#include "compare/variance_prior.h"

#include <algorithm>
#include <cmath>

#include "compare/distributions.h"
#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// A quantised timer may give no variance at all: a millionth of the time is the least we believe.
constexpr double kVarianceMin = 1e-12;
constexpr double kPriorDegreesMax = 100;
// Differences between the cases of a group below this are not distinguished from none.
constexpr double kLogVarianceSpreadMin = 0.02;

}  // namespace

Moderated Moderate(double own, double own_degrees_of_freedom,
                   const std::optional<VariancePrior>& prior) {
  if (!prior) return {std::max(own, kVarianceMin), own_degrees_of_freedom};
  const double degrees = prior->degrees_of_freedom + own_degrees_of_freedom;
  const double posterior =
      (prior->degrees_of_freedom * prior->variance + own_degrees_of_freedom * own) / degrees;
  const double least = own_degrees_of_freedom > 0 ? prior->own_share_min * own : 0;
  // What rests on the own variance alone has no more degrees of freedom than that.
  if (least > posterior && prior->own_share_min >= 1) return {own, own_degrees_of_freedom};
  return {std::max({posterior, least, kVarianceMin}), degrees};
}

// Smyth, "Linear models and empirical Bayes methods for assessing differential expression", 2004,
// section 6.2, by the median and MAD of the logarithms instead of their moments, so that a few
// two-state cases do not make the prior of all.
std::optional<VariancePrior> FitVariancePrior(const std::vector<double>& variances,
                                              double degrees_of_freedom) {
  if (variances.size() < kPriorPointsMin) return std::nullopt;
  std::vector<double> logs;
  logs.reserve(variances.size());
  for (const double variance : variances)
    logs.push_back(std::log(std::max(variance, kVarianceMin)));
  const double deviation = kMadToDeviation * MedianAbsoluteDeviation(logs);
  const double spread = deviation * deviation - Trigamma(degrees_of_freedom / 2);
  VariancePrior prior;
  prior.degrees_of_freedom = spread > kLogVarianceSpreadMin
                                 ? std::min(2 * TrigammaInverse(spread), kPriorDegreesMax)
                                 : kPriorDegreesMax;
  prior.variance = std::exp(*Median(std::move(logs))) /
                   FisherMedian(degrees_of_freedom, prior.degrees_of_freedom);
  return prior;
}

}  // namespace attnwatch
