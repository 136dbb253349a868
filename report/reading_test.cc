// SPDX-License-Identifier: Apache-2.0
#include "report/reading.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

FigurePoint Point(int64_t hidden_size, double flops_per_second, double spread) {
  FigurePoint point;
  point.hidden_size = hidden_size;
  point.seconds = 1e12 / flops_per_second;
  point.first_quartile_seconds = point.seconds * (1 - spread);
  point.third_quartile_seconds = point.seconds * (1 + spread);
  point.flops_per_second = flops_per_second;
  return point;
}

TEST(ReadPointTest, TurnsQuartilesOfTimeIntoThroughput) {
  const Reading reading = ReadPoint(Point(96, 100, 0.25));
  EXPECT_DOUBLE_EQ(reading.low, 80);
  EXPECT_DOUBLE_EQ(reading.middle, 100);
  EXPECT_DOUBLE_EQ(reading.high, 100 / 0.75);
}

TEST(ReadLineAtTest, InterpolatesInsideTheLineOnly) {
  FigureLine line;
  EXPECT_FALSE(ReadLineAt(line, 0).has_value());
  line.points = {Point(100, 10, 0), Point(200, 20, 0), Point(400, 20, 0)};
  EXPECT_DOUBLE_EQ(ReadLineAt(line, 150)->middle, 15);
  EXPECT_DOUBLE_EQ(ReadLineAt(line, 100)->middle, 10);
  EXPECT_DOUBLE_EQ(ReadLineAt(line, 400)->middle, 20);
  EXPECT_FALSE(ReadLineAt(line, 99).has_value());
  EXPECT_FALSE(ReadLineAt(line, 401).has_value());
}

TEST(IsClearlyBelowTest, AsksForTheMarginAndForQuartilesApart) {
  const auto read = [](double value, double spread) { return ReadPoint(Point(1, value, spread)); };
  EXPECT_TRUE(IsClearlyBelow(read(96, 0.001), read(100, 0.001)));
  EXPECT_FALSE(IsClearlyBelow(read(98, 0.001), read(100, 0.001)));  // within the margin
  EXPECT_FALSE(IsClearlyBelow(read(96, 0.05), read(100, 0.05)));    // within the spread
  EXPECT_TRUE(IsBelow(read(96, 0.05), read(100, 0.05)));            // which is why noise hides it
  EXPECT_FALSE(IsBelow(read(98, 0.001), read(100, 0.001)));
  EXPECT_FALSE(IsClearlyBelow(read(100, 0.001), read(96, 0.001)));
}

TEST(EstimateMeanTest, IsExactOnAKnownAnswer) {
  // Standard deviation of 1, 2, 3 is 1, of their mean 1 / sqrt(3).
  const auto estimate = EstimateMean({1, 2, 3});
  EXPECT_DOUBLE_EQ(estimate->mean, 2);
  EXPECT_NEAR(estimate->half_width, 1.1547005, 1e-6);
  EXPECT_FALSE(EstimateMean({1}).has_value());
}

}  // namespace
}  // namespace attnwatch
