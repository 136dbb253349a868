// SPDX-License-Identifier: Apache-2.0
//
// The probability distributions that judging needs. Boost.Math computes them: nothing here is our
// own numerics.
//
//   StudentQuantile(0.975, 4);          // 2.776: half the width of a 95 % interval, in errors
//   BinomialUpperBound(0, 100, 0.95);   // 0.0295: no alarm in 100, at most 3 % of the time
//
// Arguments outside a function's domain are bugs of the caller and throw std::domain_error.
#pragma once

#include <cstdint>

namespace attnwatch {

// The value that a standard normal variable stays below with probability `p`, 0 < p < 1.
double NormalQuantile(double p);
// The probability that it is above `z`.
double NormalSurvival(double z);

// The same for Student's t; `degrees_of_freedom` > 0 need not be whole, and may be infinite.
double StudentQuantile(double p, double degrees_of_freedom);
double StudentSurvival(double t, double degrees_of_freedom);

// The median of Fisher's F(numerator, denominator), both > 0.
double FisherMedian(double numerator, double denominator);

// One-sided Clopper-Pearson bounds on a probability that was seen `events` times in `trials`
// independent trials (Clopper and Pearson, Biometrika 26, 1934): exact, so never too narrow.
// 0 <= events <= trials, trials >= 1, 0 < confidence < 1.
double BinomialUpperBound(int64_t events, int64_t trials, double confidence);
double BinomialLowerBound(int64_t events, int64_t trials, double confidence);

// The first two derivatives of the logarithm of the gamma function, x > 0, and the inverse of the
// second: moments of the logarithm of a variance.
double Digamma(double x);
double Trigamma(double x);
double TrigammaInverse(double value);

}  // namespace attnwatch
