// SPDX-License-Identifier: Apache-2.0
#include "compare/robust.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

const std::vector<double> kValues = {3, 1, 2, 10, 5, 4, 7};

TEST(Robust, MeanAndVariance) {
  EXPECT_DOUBLE_EQ(Mean({1, 2, 6}), 3);
  EXPECT_DOUBLE_EQ(Variance({1, 2, 6}), 7);
}

TEST(Robust, MedianAbsoluteDeviation) {
  EXPECT_DOUBLE_EQ(MedianAbsoluteDeviation(kValues), 2);
  EXPECT_DOUBLE_EQ(MedianAbsoluteDeviation({5}), 0);
  EXPECT_DOUBLE_EQ(MedianAbsoluteDeviation({}), 0);
}

// As numpy.percentile.
TEST(Robust, Percentile) {
  EXPECT_DOUBLE_EQ(Percentile(kValues, 0.95), 9.1);
  EXPECT_DOUBLE_EQ(Percentile(kValues, 0.1), 1.6);
  EXPECT_DOUBLE_EQ(Percentile(kValues, 0), 1);
  EXPECT_DOUBLE_EQ(Percentile(kValues, 1), 10);
  EXPECT_DOUBLE_EQ(Percentile({3}, 0.5), 3);
}

TEST(Robust, WeightedMean) { EXPECT_DOUBLE_EQ(WeightedMean({1, 4}, {2, 1}), 2); }

// By hand: sorted 1 2 3 4 5 7 10; one cut at each end leaves 2 3 4 5 7; winsorised 2 2 3 4 5 7 7
// has variance 32 / 7; times 6/4 * 7/5 is 9.6.
TEST(Robust, TrimmedMean) {
  const Trimmed trimmed = TrimmedMean({1, 2, 3, 4, 5, 7, 10}, 1);
  EXPECT_DOUBLE_EQ(trimmed.mean, 4.2);
  EXPECT_NEAR(trimmed.variance, 9.6, 1e-12);
  EXPECT_DOUBLE_EQ(trimmed.degrees_of_freedom, 4);
}

TEST(Robust, TrimmingNothingIsThePlainMean) {
  const Trimmed plain = TrimmedMean({6, 1, 2}, 0);
  EXPECT_DOUBLE_EQ(plain.mean, 3);
  EXPECT_DOUBLE_EQ(plain.variance, 7);
  EXPECT_DOUBLE_EQ(plain.degrees_of_freedom, 2);
}

TEST(Robust, OneValueHasNoVariance) {
  const Trimmed one = TrimmedMean({4}, 0);
  EXPECT_DOUBLE_EQ(one.mean, 4);
  EXPECT_DOUBLE_EQ(one.variance, 0);
  EXPECT_DOUBLE_EQ(one.degrees_of_freedom, 0);
}

}  // namespace
}  // namespace attnwatch
