// SPDX-License-Identifier: Apache-2.0
//
// A few processes estimate their variance badly; history or the other cases of the group know it
// better. Moderate weighs the two.
//
//   const Moderated m = Moderate(own_variance, 2, prior);
//   const double error = std::sqrt(2 * m.variance / pairs);
#pragma once

#include <optional>
#include <vector>

namespace attnwatch {

struct VariancePrior {
  double variance = 0;
  double degrees_of_freedom = 0;  // what it weighs
  // The moderated variance is at least this share of the own one: a large variance is a fact (a
  // two-state case, a disturbed machine), and shrinking it would be a false alarm.
  double own_share_min = 1;
};

struct Moderated {
  double variance = 0;
  double degrees_of_freedom = 0;
};

// Of an own variance with its degrees of freedom (0: none was observed). Without a prior the own
// one, unchanged.
Moderated Moderate(double own, double own_degrees_of_freedom,
                   const std::optional<VariancePrior>& prior);

// What the variances of the cases of one group, each with `degrees_of_freedom` > 0, say about any
// of them. Nothing for fewer than kPriorPointsMin of them.
std::optional<VariancePrior> FitVariancePrior(const std::vector<double>& variances,
                                              double degrees_of_freedom);
inline constexpr size_t kPriorPointsMin = 6;

}  // namespace attnwatch
