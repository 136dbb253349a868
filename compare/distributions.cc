// SPDX-License-Identifier: Apache-2.0
#include "compare/distributions.h"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <stdexcept>

namespace attnwatch {
namespace {

using Binomial = boost::math::binomial_distribution<>;

void RequireCounts(int64_t events, int64_t trials) {
  if (events < 0 || trials < 1 || events > trials) {
    throw std::domain_error("a share needs 0 <= events <= trials, trials >= 1");
  }
}

}  // namespace

double NormalQuantile(double p) { return quantile(boost::math::normal(), p); }

double NormalSurvival(double z) { return cdf(complement(boost::math::normal(), z)); }

double StudentQuantile(double p, double degrees_of_freedom) {
  return quantile(boost::math::students_t(degrees_of_freedom), p);
}

double StudentSurvival(double t, double degrees_of_freedom) {
  return cdf(complement(boost::math::students_t(degrees_of_freedom), t));
}

double FisherMedian(double numerator, double denominator) {
  return quantile(boost::math::fisher_f(numerator, denominator), 0.5);
}

double BinomialUpperBound(int64_t events, int64_t trials, double confidence) {
  RequireCounts(events, trials);
  if (events == trials) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(trials), static_cast<double>(events),
                                         1 - confidence);
}

double BinomialLowerBound(int64_t events, int64_t trials, double confidence) {
  RequireCounts(events, trials);
  if (events == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(trials), static_cast<double>(events),
                                         1 - confidence);
}

double Digamma(double x) { return boost::math::digamma(x); }

double Trigamma(double x) { return boost::math::trigamma(x); }

// Newton's method on 1/trigamma, which is convex and nearly linear, from below: Smyth, "Linear
// models and empirical Bayes methods ...", 2004, appendix.
double TrigammaInverse(double value) {
  if (!(value > 0)) throw std::domain_error("trigamma is positive");
  double y = 0.5 + 1 / value;
  for (int i = 0; i < 50; ++i) {
    const double at = Trigamma(y);
    const double step = at * (1 - at / value) / boost::math::polygamma(2, y);
    y += step;
    if (std::abs(step) < 1e-9 * y) break;
  }
  return y;
}

}  // namespace attnwatch
