// SPDX-License-Identifier: Apache-2.0
//
// The known answers are those of scipy 1.10 (norm, t, f, beta, digamma, polygamma).
#include "compare/distributions.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace attnwatch {
namespace {

TEST(Distributions, Normal) {
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(NormalQuantile(0.5), 0, 1e-15);
  EXPECT_NEAR(NormalQuantile(1e-6), -4.753424308822899, 1e-12);
  EXPECT_NEAR(NormalSurvival(1.959963984540054), 0.025, 1e-12);
}

// scipy inverts t to 8 digits only (its own t.sf shows that), hence the second test.
TEST(Distributions, Student) {
  EXPECT_NEAR(StudentQuantile(0.975, 4), 2.7764451051977987, 1e-7);
  EXPECT_NEAR(StudentQuantile(0.95, 30), 1.6972608943617378, 1e-7);
  EXPECT_NEAR(StudentQuantile(0.999, 7.5), 4.630319094037783, 1e-7);
  EXPECT_NEAR(StudentQuantile(0.025, 4), -2.7764451051977987, 1e-7);
}

TEST(Distributions, StudentSurvival) {
  EXPECT_NEAR(StudentSurvival(StudentQuantile(0.95, 30), 30), 0.05, 1e-14);
  EXPECT_NEAR(StudentSurvival(2.0, 5), 0.05096973941492914, 1e-12);
  EXPECT_NEAR(StudentSurvival(-1.5, 12.5), 0.9207787065051751, 1e-12);
  EXPECT_NEAR(StudentSurvival(6, 30) / 6.971384383602359e-07, 1, 1e-9);
  EXPECT_DOUBLE_EQ(StudentSurvival(0, 3), 0.5);
}

TEST(Distributions, StudentWithManyDegreesOfFreedomIsNormal) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_NEAR(StudentQuantile(0.975, infinity), NormalQuantile(0.975), 1e-12);
}

TEST(Distributions, FisherMedian) {
  EXPECT_NEAR(FisherMedian(4, 10), 0.8988171344232246, 1e-10);
  EXPECT_NEAR(FisherMedian(2, 100), 0.6979739895014567, 1e-10);
}

TEST(Distributions, ClopperPearson) {
  EXPECT_NEAR(BinomialUpperBound(0, 100, 0.95), 0.02951304960703993, 1e-10);
  EXPECT_NEAR(BinomialUpperBound(3, 100, 0.95), 0.07571079374983004, 1e-10);
  EXPECT_NEAR(BinomialUpperBound(0, 1, 0.95), 0.95, 1e-12);
  EXPECT_EQ(BinomialUpperBound(10, 10, 0.95), 1);
  EXPECT_NEAR(BinomialLowerBound(3, 100, 0.95), 0.008225829107652688, 1e-10);
  EXPECT_NEAR(BinomialLowerBound(10, 10, 0.95), 0.7411344491069477, 1e-10);
  EXPECT_EQ(BinomialLowerBound(0, 100, 0.95), 0);
}

TEST(Distributions, Gamma) {
  EXPECT_NEAR(Digamma(2.5), 0.7031566406452432, 1e-12);
  EXPECT_NEAR(Trigamma(2.5), 0.49035776, 1e-8);
  for (const double x : {0.3, 1.0, 2.5, 40.0}) EXPECT_NEAR(TrigammaInverse(Trigamma(x)), x, 1e-7);
}

TEST(Distributions, OutsideTheDomainIsABug) {
  EXPECT_THROW(NormalQuantile(1.5), std::domain_error);
  EXPECT_THROW(StudentQuantile(0.9, 0), std::domain_error);
  EXPECT_THROW(BinomialUpperBound(2, 1, 0.95), std::domain_error);
  EXPECT_THROW(BinomialUpperBound(0, 0, 0.95), std::domain_error);
  EXPECT_THROW(BinomialLowerBound(-1, 3, 0.95), std::domain_error);
  EXPECT_THROW(TrigammaInverse(0), std::domain_error);
}

}  // namespace
}  // namespace attnwatch
