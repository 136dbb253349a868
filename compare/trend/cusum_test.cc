// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/cusum.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(CusumTest, AddsUpWhatExceedsTheAllowance) {
  Cusum sum(1, 8, 0.6);
  for (size_t night = 0; night < 4; ++night) EXPECT_FALSE(sum.Add(3, night));
  EXPECT_DOUBLE_EQ(sum.sum(), 8);
  EXPECT_TRUE(sum.Add(3, 4));
  EXPECT_DOUBLE_EQ(sum.sum(), 10);
}

TEST(CusumTest, OneNightIsNeverEnough) {
  Cusum sum(1, 8, 0.6);
  EXPECT_FALSE(sum.Add(1000, 0));
  EXPECT_DOUBLE_EQ(sum.sum(), 4.8);
  EXPECT_FALSE(sum.Add(4.1, 1));
  EXPECT_TRUE(sum.Add(1.2, 2));
}

TEST(CusumTest, KnowsTheLastNightWithoutASign) {
  Cusum sum(1, 8, 0.6);
  EXPECT_FALSE(sum.last_zero());
  sum.Add(0.5, 0);
  sum.Add(-2, 1);
  sum.Add(2, 2);
  EXPECT_EQ(sum.last_zero(), 1u);
}

TEST(CusumTest, AnAlarmLastsUntilTheSumIsZero) {
  Cusum sum(1, 8, 0.6);
  for (size_t night = 0; night < 100; ++night) sum.Add(5, night);
  EXPECT_DOUBLE_EQ(sum.sum(), 16);
  size_t night = 100;
  while (sum.Add(0, night)) ++night;
  EXPECT_EQ(night, 115u);
  EXPECT_EQ(sum.last_zero(), 115u);
}

}  // namespace
}  // namespace attnwatch
