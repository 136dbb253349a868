// SPDX-License-Identifier: Apache-2.0
#include "report/svg.h"

#include <gtest/gtest.h>

#include "report/axis.h"

namespace attnwatch {
namespace {

TEST(EscapeMarkupTest, LeavesNothingThatMarkupUnderstands) {
  EXPECT_EQ(EscapeMarkup("<script>&\"'"), "&lt;script&gt;&amp;&quot;&#39;");
  EXPECT_EQ(EscapeMarkup("a\nb\x01"), "a\nb\xEF\xBF\xBD");
  EXPECT_EQ(EscapeMarkup("\xC2\xB7 h"), "\xC2\xB7 h");
}

TEST(CoordinateTest, HasNoMoreDigitsThanNeeded) {
  EXPECT_EQ(Coordinate(10), "10");
  EXPECT_EQ(Coordinate(10.5), "10.5");
  EXPECT_EQ(Coordinate(1.0 / 3), "0.33");
  EXPECT_EQ(Coordinate(-0.0001), "0");
  EXPECT_EQ(PolylinePoints({{0, 1}, {2.5, 3}}), "0,1 2.5,3");
}

TEST(ThroughputAxisTest, IsThePapersForThePapersPoints) {
  const Axis axis = ThroughputAxis(156.1);
  EXPECT_EQ(axis.Ticks(), (std::vector<double>{0, 50, 100, 150}));
  EXPECT_EQ(axis.decimals(), 0);
}

TEST(ThroughputAxisTest, FitsEveryScaleFromCpuToGpu) {
  for (double max = 1e-6; max < 1e5; max *= 1.7) {
    const Axis axis = ThroughputAxis(max);
    EXPECT_GT(axis.max, max);
    const size_t ticks = axis.Ticks().size();
    EXPECT_GE(ticks, 3u) << max;
    EXPECT_LE(ticks, 7u) << max;
  }
  EXPECT_EQ(ThroughputAxis(0.0525).decimals(), 2);
}

TEST(ThroughputAxisTest, OfNothingCanStillBeDrawn) { EXPECT_GT(ThroughputAxis(0).max, 0); }

TEST(HiddenSizeAxisTest, AlwaysHasTheFiguresTicks) {
  const std::vector<double> figure = {0, 4096, 8192, 12288, 16384, 20480, 24576, 28672, 32768};
  EXPECT_EQ(HiddenSizeAxis(32736).Ticks(), figure);
  EXPECT_EQ(HiddenSizeAxis(96).Ticks(), figure);
  EXPECT_EQ(HiddenSizeAxis(0).Ticks(), figure);
}

TEST(HiddenSizeAxisTest, GoesBeyondTheFigureWithFewTicks) {
  const Axis axis = HiddenSizeAxis(131072);
  EXPECT_GT(axis.max, 131072);
  EXPECT_LE(axis.Ticks().size(), 10u);
  EXPECT_EQ(axis.Ticks().back(), 131072);
}

}  // namespace
}  // namespace attnwatch
