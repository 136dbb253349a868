// SPDX-License-Identifier: Apache-2.0
//
// The claims about classes and their neighbours: C1 to C5.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/claims.h"
#include "report/testing/claim_panels.h"
#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

TEST(TwoAndFourTest, CannotTellASplitThatNoiseHides) {
  FigurePanel split =
      ShapedPanel([](double d, int64_t c) { return (c == 4 && d > 280 ? 1.1e11 : 1e11) * d; });
  ExpectAnswer(split, "C2", Answer::kDoesNotHold, "7 points differ");
  SetSpread(0.9, &split);
  ExpectAnswer(split, "C2", Answer::kCannotTell, "0 points differ");
}

TEST(AlignmentLadderTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "C1", Answer::kHolds, "class 1 0.16 (n = 71)");
  ExpectAnswer(FlatLadderPanel(), "C1", Answer::kDoesNotHold, "1 < 2 (ratio 1.00 +- 0.00)");
  ExpectAnswer(SparsePanel(10), "C1", Answer::kCannotTell, "1 < 2 (too few points)");
}

TEST(AlignmentLadderTest, CannotTellAStepFromScatter) {
  const FigurePanel scattered = ShapedPanel([](double d, int64_t c) {
    // Class 16 is class 8 with scatter: high and low in turn.
    if (c == 16) return 1e14 * std::pow(1.5, 3) * (std::fmod(d, 64) == 16 ? 1.3 : 0.75);
    return 1e14 * std::pow(1.5, static_cast<double>(*ClassIndex(c)));
  });
  ExpectAnswer(scattered, "C1", Answer::kCannotTell, "cannot be told: 8 < 16");
}

TEST(AlignmentLadderTest, UsesThroughputWhereNoFloorIsKnown) {
  FigurePanel panel = FullPanel();
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) point.fraction_of_floor.reset();
  }
  ExpectAnswer(panel, "C1", Answer::kHolds, "Mean TFLOP/s (no floors): class 1 109");
}

TEST(TwoAndFourTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FlatLadderPanel(), "C2", Answer::kHolds, "at 1.000 of class 2 (median of n = 42");
  const FigurePanel split =
      ShapedPanel([](double d, int64_t c) { return (c == 4 ? 1.2e11 : 1e11) * d; });
  ExpectAnswer(split, "C2", Answer::kDoesNotHold, "at 1.200 of class 2");
  ExpectAnswer(SparsePanel(1), "C2", Answer::kCannotTell, "Fewer than two points");
}

TEST(TwoAndFourTest, SeesASplitInPartOfTheRange) {
  const FigurePanel split =
      ShapedPanel([](double d, int64_t c) { return (c == 4 && d > 280 ? 1.2e11 : 1e11) * d; });
  ExpectAnswer(split, "C2", Answer::kDoesNotHold, "median of n = 42 points); 7 points differ");
}

TEST(MonotoneTest, HoldsFailsAndCannotBeTold) {
  FigurePanel panel = FullPanel();
  ExpectAnswer(panel, "C3", Answer::kHolds, "0 of 18 points");
  Scale(0.8, 256, &panel);
  ExpectAnswer(panel, "C3", Answer::kDoesNotHold, "1 of 18 points");
  ExpectAnswer(panel, "C3", Answer::kDoesNotHold, "at worst d = 256 runs at 0.93 of d = 192");
  ExpectAnswer(SparsePanel(1), "C3", Answer::kCannotTell, "No class");
}

TEST(MonotoneTest, SeesASlowDeclineInSmallSteps) {
  const FigurePanel panel =
      ShapedPanel([](double d, int64_t) { return 1e14 * std::pow(d, -0.03); });
  ExpectAnswer(panel, "C3", Answer::kDoesNotHold, "of 18 points");
}

TEST(NoLoneDipsTest, HoldsFailsAndCannotBeTold) {
  FigurePanel panel = FullPanel();
  ExpectAnswer(panel, "C4", Answer::kHolds, "0 of 327 points");
  Scale(0.85, 84, &panel);
  Scale(0.5, 282, &panel);
  ExpectAnswer(
      panel, "C4", Answer::kDoesNotHold,
      "2 of 327 points lie more than 10 % below the line through their neighbours and below "
      "both: d = 282 (class 2) 50 % below, d = 84 (class 4) 14 % below");
  ExpectAnswer(SparsePanel(2), "C4", Answer::kCannotTell, "No class has three points");
}

TEST(NoLoneDipsTest, DoesNotTakeAStepOrARecordedSwitchForADip) {
  const FigurePanel step = ShapedPanel([](double d, int64_t) { return d < 144 ? 3e13 : 5e13; });
  ExpectAnswer(step, "C4", Answer::kHolds, "0 of 327 points");
  FigurePanel panel = FullPanel();
  Scale(0.5, 282, &panel);
  At(&panel, 282).launched = "another_kernel";
  ExpectAnswer(panel, "C4", Answer::kHolds, "0 of 327 points");
}

TEST(PaddingTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "C5", Answer::kDoesNotHold, "for 294 of 294 points");
  // Equal throughput: time is proportional to d, so that padding costs.
  const FigurePanel level = ShapedPanel([](double, int64_t) { return 1e14; });
  ExpectAnswer(level, "C5", Answer::kHolds, "for 0 of 294 points");
  ExpectAnswer(SparsePanel(0), "C5", Answer::kCannotTell, "No d has");
}

}  // namespace
}  // namespace attnwatch
