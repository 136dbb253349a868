// SPDX-License-Identifier: Apache-2.0
//
// The known answers are those of scipy 1.10, mannwhitneyu(method="asymptotic").
#include "compare/rank_test.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(MannWhitney, IsScipys) {
  EXPECT_NEAR(MannWhitneyPValue({1.1, 2.2, 3.3}, {10, 20, 30, 40}), 0.05182992721790968, 1e-12);
  std::vector<double> low, high;
  for (int i = 0; i < 20; ++i) {
    low.push_back(i);
    high.push_back(i + 7.5);
  }
  EXPECT_NEAR(MannWhitneyPValue(low, high), 0.0010140986852160438, 1e-12);
  EXPECT_NEAR(MannWhitneyPValue(high, low), 0.0010140986852160438, 1e-12);
}

TEST(MannWhitney, CorrectsForTies) {
  EXPECT_NEAR(MannWhitneyPValue({1, 2, 3, 4, 5}, {3, 4, 5, 6, 7}), 0.11384629800665805, 1e-12);
}

TEST(MannWhitney, KnowsNothingWithoutDifferencesOrSamples) {
  EXPECT_EQ(MannWhitneyPValue({1, 1, 1}, {1, 1, 1}), 1);
  EXPECT_EQ(MannWhitneyPValue({}, {1, 2}), 1);
  EXPECT_EQ(MannWhitneyPValue({1, 2}, {1, 2}), 1);
}

}  // namespace
}  // namespace attnwatch
