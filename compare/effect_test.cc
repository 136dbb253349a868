// SPDX-License-Identifier: Apache-2.0
//
// The known answers are those of the gate's reference implementation (numpy, scipy).
#include "compare/effect.h"

#include <gtest/gtest.h>

#include <cmath>

namespace attnwatch {
namespace {

const ArmValues kSixPairs = {{1, 2, 3, 4, 5, 9}, {3, 3.5, 4, 6, 7, 7.5}};
const VariancePrior kHistory = {2, 30, 0.8};

TEST(Effect, IsTheReferences) {
  const Effect effect = EstimateEffect(kSixPairs, kHistory, 0);
  EXPECT_NEAR(effect.log_ratio, 1.625, 1e-12);
  EXPECT_NEAR(effect.variance, 4.766666666666667, 1e-12);
  EXPECT_NEAR(effect.standard_error, 1.260511360079269, 1e-12);
  EXPECT_DOUBLE_EQ(effect.degrees_of_freedom, 36);
  EXPECT_NEAR(SlowerPValue(effect, 0.5), 0.18902747315432528, 1e-10);
  EXPECT_NEAR(HalfWidth(effect, 0.95), 2.5564355275444735, 1e-6);
  EXPECT_NEAR(DetectableLogRatio(effect, 24, 0.5, 1e-3, 0.95), 3.664464589282988, 1e-6);
}

TEST(Effect, FasterIsTheMirrorImage) {
  const Effect effect = EstimateEffect(kSixPairs, kHistory, 0);
  const Effect swapped = EstimateEffect({kSixPairs.candidate, kSixPairs.baseline}, kHistory, 0);
  EXPECT_DOUBLE_EQ(FasterPValue(swapped, 0.5), SlowerPValue(effect, 0.5));
  EXPECT_GT(FasterPValue(effect, 0.5), 0.9);
}

TEST(Effect, OfFewPairsIsNotTrimmed) {
  const Effect effect = EstimateEffect({{1, 3}, {2, 6}}, std::nullopt, 0);
  EXPECT_DOUBLE_EQ(effect.log_ratio, 2);
  EXPECT_DOUBLE_EQ(effect.variance, 5);
  EXPECT_DOUBLE_EQ(effect.degrees_of_freedom, 2);
  EXPECT_DOUBLE_EQ(effect.standard_error, std::sqrt(5));
}

TEST(Effect, AnErrorThatPairsDoNotReduceIsAdded) {
  const Effect effect = EstimateEffect({{1, 3}, {2, 6}}, std::nullopt, 2);
  EXPECT_DOUBLE_EQ(effect.standard_error, 3);
}

TEST(Effect, OfOnePairWithoutHistoryIsUnknown) {
  const Effect effect = EstimateEffect({{1}, {9}}, std::nullopt, 0);
  EXPECT_TRUE(std::isinf(effect.standard_error));
  EXPECT_EQ(SlowerPValue(effect, 0.5), 1);
  EXPECT_EQ(FasterPValue(effect, 0.5), 1);
  EXPECT_TRUE(std::isinf(HalfWidth(effect, 0.95)));
  EXPECT_TRUE(std::isinf(DetectableLogRatio(effect, 24, 0.5, 1e-3, 0.95)));
  const Effect known = EstimateEffect({{1}, {9}}, kHistory, 0);
  EXPECT_DOUBLE_EQ(known.standard_error, 2);
}

TEST(TestClocks, IsThePairedTTest) {
  const ClockShift shift = TestClocks({{1.0, 1.1, 1.15}, {1.1, 1.3, 1.2}});
  EXPECT_NEAR(shift.log_ratio, 0.35 / 3, 1e-12);
  EXPECT_NEAR(shift.p_value, 0.11808289631180295, 1e-9);
}

TEST(TestClocks, KnowsTheEdges) {
  EXPECT_EQ(TestClocks({}).p_value, 1);
  EXPECT_EQ(TestClocks({{1}, {2}}).p_value, 1);
  EXPECT_EQ(TestClocks({{1}, {2}}).log_ratio, 1);
  EXPECT_EQ(TestClocks({{1, 2}, {1, 2}}).p_value, 1);
  EXPECT_EQ(TestClocks({{1, 1}, {2, 2}}).p_value, 0);
}

}  // namespace
}  // namespace attnwatch
