// SPDX-License-Identifier: Apache-2.0
#include "compare/variance_prior.h"

#include <gtest/gtest.h>

#include <cmath>

namespace attnwatch {
namespace {

TEST(Moderate, WeighsByDegreesOfFreedom) {
  const Moderated moderated = Moderate(4, 2, VariancePrior{1, 30, 0.2});
  EXPECT_DOUBLE_EQ(moderated.variance, 38.0 / 32);
  EXPECT_DOUBLE_EQ(moderated.degrees_of_freedom, 32);
}

TEST(Moderate, KeepsAShareOfALargeVariance) {
  EXPECT_DOUBLE_EQ(Moderate(4, 2, VariancePrior{1, 30, 0.8}).variance, 3.2);
  const Moderated own = Moderate(4, 2, VariancePrior{1, 30, 1});
  EXPECT_DOUBLE_EQ(own.variance, 4);
  EXPECT_DOUBLE_EQ(own.degrees_of_freedom, 2);
}

TEST(Moderate, OneOfTheTwoIsEnough) {
  EXPECT_DOUBLE_EQ(Moderate(4, 2, std::nullopt).variance, 4);
  EXPECT_DOUBLE_EQ(Moderate(4, 2, std::nullopt).degrees_of_freedom, 2);
  EXPECT_DOUBLE_EQ(Moderate(0, 0, VariancePrior{1, 30, 1}).variance, 1);
  EXPECT_DOUBLE_EQ(Moderate(0, 0, VariancePrior{1, 30, 1}).degrees_of_freedom, 30);
}

// The reference implementation (numpy, scipy) gives these for d = 4.
TEST(FitVariancePrior, IsTheReferences) {
  const std::vector<double> variances = {0.1, 0.5, 1, 2, 8, 0.3, 3};
  const auto prior = FitVariancePrior(variances, 4);
  ASSERT_TRUE(prior);
  EXPECT_NEAR(prior->degrees_of_freedom, 1.7486583366218975, 1e-6);
  EXPECT_NEAR(prior->variance, 0.782970201530092, 1e-6);
}

TEST(FitVariancePrior, OfEqualVariancesIsFirm) {
  const auto prior = FitVariancePrior(std::vector<double>(10, 2), 5);
  EXPECT_DOUBLE_EQ(prior->degrees_of_freedom, 100);
  EXPECT_NEAR(prior->variance, 2 / 0.8761990472073524, 1e-9);
}

TEST(FitVariancePrior, NeedsPointsAndSurvivesZeros) {
  EXPECT_FALSE(FitVariancePrior({1, 2, 3, 4, 5}, 4));
  const auto prior = FitVariancePrior(std::vector<double>(6, 0), 4);
  EXPECT_GT(prior->variance, 0);
  EXPECT_LT(prior->variance, 1e-11);
}

}  // namespace
}  // namespace attnwatch
