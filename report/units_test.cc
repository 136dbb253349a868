// SPDX-License-Identifier: Apache-2.0
#include "report/units.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(SignificantTest, KeepsDigitsAndNeverGoesScientific) {
  EXPECT_EQ(Significant(160.72, 4), "160.7");
  EXPECT_EQ(Significant(0.0512344, 4), "0.05123");
  EXPECT_EQ(Significant(10944.4, 4), "10944");
  EXPECT_EQ(Significant(0, 4), "0.000");
  EXPECT_EQ(Significant(-2.5, 2), "-2.5");
}

TEST(FormatTest, ScalesToWhatPeopleRead) {
  EXPECT_EQ(FormatTflops(1.607e14), "160.7");
  EXPECT_EQ(FormatGbps(2.668e12), "2668");
  EXPECT_EQ(FormatMs(0.001283), "1.283");
  EXPECT_EQ(FormatFraction(0.8184), "0.82");
}

}  // namespace
}  // namespace attnwatch
