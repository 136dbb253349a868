// SPDX-License-Identifier: Apache-2.0
#include "compare/two_state.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(TwoStates, AreFound) {
  const auto states =
      FindTwoStates({1.000, 1.041, 1.001, 1.002, 1.040, 1.001, 1.000, 1.002, 1.039, 1.001});
  ASSERT_TRUE(states);
  EXPECT_NEAR(states->gap, 0.039, 1e-9);
  EXPECT_DOUBLE_EQ(states->share, 0.3);
}

// The quantiles of a normal distribution: their best split is 2.9 deviations wide.
TEST(TwoStates, AreNotSeenInANormalSpread) {
  EXPECT_FALSE(FindTwoStates({-1.6, -1.0, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1.0, 1.6}));
}

TEST(TwoStates, OneOddProcessIsAnOutlier) {
  EXPECT_FALSE(FindTwoStates({1.000, 1.001, 1.002, 1.001, 1.000, 1.002, 1.001, 1.040}));
}

TEST(TwoStates, ATinyGapIsNobodysBusiness) {
  EXPECT_FALSE(FindTwoStates({1, 1, 1, 1, 1, 1.002, 1.002, 1.002, 1.002, 1.002}));
  EXPECT_TRUE(FindTwoStates({1, 1, 1, 1, 1, 1.003, 1.003, 1.003, 1.003, 1.003}));
}

TEST(TwoStates, NeedEightProcesses) {
  EXPECT_FALSE(FindTwoStates({1, 1, 1, 1, 2, 2, 2}));
  EXPECT_TRUE(FindTwoStates({1, 1, 1, 1, 2, 2, 2, 2}));
  EXPECT_FALSE(FindTwoStates({}));
}

}  // namespace
}  // namespace attnwatch
