// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/night_row.h"

#include <gtest/gtest.h>

#include <cmath>

namespace attnwatch {
namespace {

NightRow MakeRow(const std::vector<double>& deviations, double log_variance = 0) {
  NightRow row;
  for (const double z : deviations) row.Add(z, log_variance);
  return row;
}

TEST(NightRowTest, FourNightsFarOffAreClear) {
  EXPECT_FALSE(MakeRow({16, 17, 15}).IsClear(1));
  EXPECT_TRUE(MakeRow({16, 17, 15, 16}).IsClear(1));
}

TEST(NightRowTest, NoiseOfAnyKindMakesFourTooFew) {
  const std::vector<double> near = {5, 6, 5, 6};  // 11 standard errors of quiet nights
  EXPECT_TRUE(MakeRow(near).IsClear(1));
  EXPECT_FALSE(MakeRow(near, std::log(9)).IsClear(1));  // thrice the noise within nights
  EXPECT_FALSE(MakeRow(near).IsClear(3));               // and between the last ones
  EXPECT_FALSE(MakeRow({2, 12, 2, 12}).IsClear(1));     // and between these
}

TEST(NightRowTest, TenNightsOnOneSideAreClearInAnyNoise) {
  const std::vector<double> ten(10, 1.1);
  EXPECT_TRUE(MakeRow(ten, std::log(9)).IsClear(3));
  EXPECT_FALSE(MakeRow({ten.begin(), ten.end() - 1}, std::log(9)).IsClear(3));
}

}  // namespace
}  // namespace attnwatch
