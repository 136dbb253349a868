// SPDX-License-Identifier: Apache-2.0
//
// Robust summaries of a few values (results/summary.h has the Median): one odd process or visit
// must not decide.
//
//   const Trimmed arm = TrimmedMean(values, values.size() / 6);
//   const double error = std::sqrt(arm.variance / values.size());
#pragma once

#include <cstddef>
#include <vector>

namespace attnwatch {

// Of one value or more.
double Mean(const std::vector<double>& values);

// The sample variance (divisor n - 1), of two values or more.
double Variance(const std::vector<double>& values);

// Median distance from the median; times 1.4826 it estimates a normal standard deviation. 0 for
// no values.
double MedianAbsoluteDeviation(const std::vector<double>& values);
inline constexpr double kMadToDeviation = 1.4826;

// The value that a share `p` (0 to 1) of the values is below, interpolated linearly between
// neighbours as numpy does. Of one value or more.
double Percentile(std::vector<double> values, double p);

// Of as many values as weights, the sum of which is positive.
double WeightedMean(const std::vector<double>& values, const std::vector<double>& weights);

// A mean without the `cut` smallest and largest values, and what Yuen (Biometrika 61, 1974) takes
// for the variance of one value: that of the winsorised values, scaled such that variance / n is
// the squared error of the mean.
struct Trimmed {
  double mean = 0;
  double variance = 0;            // 0 where degrees_of_freedom is 0
  double degrees_of_freedom = 0;  // n - 2 cut - 1
};

// `cut` = 0 is the plain mean and variance. Needs 2 cut < n.
Trimmed TrimmedMean(std::vector<double> values, size_t cut);

}  // namespace attnwatch
