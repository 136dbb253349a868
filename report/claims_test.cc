// SPDX-License-Identifier: Apache-2.0
#include "report/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

#include "report/testing/claim_panels.h"
#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

TEST(ClaimsTest, HaveDistinctIds) {
  std::set<std::string_view> ids;
  for (const Claim& claim : Claims()) ids.insert(claim.id);
  EXPECT_EQ(ids.size(), 11u);
}

TEST(ClaimsTest, OfAnEmptyPanelCannotBeTold) {
  for (const CheckedClaim& checked : CheckClaims(SparsePanel(0))) {
    EXPECT_EQ(checked.answer, Answer::kCannotTell) << checked.claim->id;
    EXPECT_FALSE(checked.evidence.empty()) << checked.claim->id;
  }
}

TEST(ClaimsTest, NeedSamplesThatShowTheNoise) {
  FigurePanel panel = FullPanel();
  At(&panel, 7).sample_count = 2;
  ExpectAnswer(panel, "C4", Answer::kHolds, "Left out: 1 points with fewer than 3 samples.");
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) point.sample_count = 1;
  }
  ExpectAnswer(panel, "C4", Answer::kCannotTell, "No point has the 3 samples");
  ExpectAnswer(panel, "C7", Answer::kHolds, "341 points");
}

TEST(OrderOfLinesTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "F1", Answer::kHolds, "In 0 of 491 comparisons");
  ExpectAnswer(FlatLadderPanel(), "F1", Answer::kHolds, "In 0 of");  // alike is not slower
  const FigurePanel inverted =
      ShapedPanel([](double d, int64_t c) { return 1e11 * d / static_cast<double>(c); });
  ExpectAnswer(inverted, "F1", Answer::kDoesNotHold, "6 pairs of classes cross");
  FigurePanel one_line = SparsePanel(0);
  one_line.lines[0] = FullPanel().lines[0];
  ExpectAnswer(one_line, "F1", Answer::kCannotTell, "No two");
}

TEST(OrderOfLinesTest, AllowsAFewExceptionsAndNamesTheWorst) {
  FigurePanel panel = FullPanel();
  Scale(0.4, 150, &panel);
  ExpectAnswer(panel, "F1", Answer::kHolds, "at worst class 2 runs at");
}

TEST(ClaimsTest, DoNotHoldBecauseNoiseHidesTheExceptions) {
  FigurePanel panel =
      ShapedPanel([](double d, int64_t c) { return 1e11 * d / static_cast<double>(c); });
  Scale(0.5, 282, &panel);
  Scale(0.5, 256, &panel);
  for (const char* id : {"F1", "C3", "C4"}) ExpectAnswer(panel, id, Answer::kDoesNotHold, "");
  SetSpread(0.9, &panel);
  for (const char* id : {"F1", "C3", "C4"}) {
    ExpectAnswer(panel, id, Answer::kCannotTell,
                 "more may, but the spread of the samples hides it");
  }
  FigurePanel full = FullPanel();
  SetSpread(0.9, &full);
  ExpectAnswer(full, "C5", Answer::kCannotTell, "for 0 of 294 points; 294 more may");
}

TEST(RisesTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "F2", Answer::kHolds, "7 of 7 lines rise");
  const FigurePanel falling = ShapedPanel([](double d, int64_t) { return 1e14 / d; });
  ExpectAnswer(falling, "F2", Answer::kDoesNotHold, "0 of 7 lines rise");
  // Without any trend: up and down in turn.
  const FigurePanel level = ShapedPanel(
      [](double d, int64_t c) { return 1e14 + 1e12 * (std::fmod(d / static_cast<double>(c), 4)); });
  ExpectAnswer(level, "F2", Answer::kDoesNotHold, "not rising: classes 1 (n = 171)");
  ExpectAnswer(SparsePanel(3), "F2", Answer::kCannotTell,
               "too few points to tell: classes 1 (n = 3)");
}

TEST(PlateauTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "F3", Answer::kHolds, "e = 0.00 for class 2 (n = 21)");
  ExpectAnswer(FlatLadderPanel(), "F3", Answer::kDoesNotHold, "e = 1.00 for class 1 (n = 43)");
  ExpectAnswer(SparsePanel(100), "F3", Answer::kCannotTell, "Class 1 has 0 points");
}

TEST(LineEndsTest, HoldsFailsAndCannotBeTold) {
  ExpectAnswer(FullPanel(), "F4", Answer::kCannotTell, "109.5, 165.1, 165.1, 421.0");
  constexpr std::array<double, 7> kEnds = {70, 90, 105, 120, 130, 140, 150};
  FigurePanel panel = ShapedPanel(
      [&](double d, int64_t c) { return kEnds[*ClassIndex(c)] * 1e12 * std::min(1.0, d / 288); });
  panel.device = "nvidia-a100-sxm4-40gb";
  ExpectAnswer(panel, "F4", Answer::kHolds, "at most 0 %");
  Scale(0.5, 320, &panel);
  ExpectAnswer(panel, "F4", Answer::kDoesNotHold, "at most 50 %");
  panel.lines[6].points.resize(3);
  ExpectAnswer(panel, "F4", Answer::kCannotTell, "140.0, -");
  ExpectAnswer(SparsePanel(2), "F4", Answer::kCannotTell, "No line of this run comes near");
}

TEST(KernelsTest, HoldsFailsAndCannotBeTold) {
  FigurePanel panel = FullPanel();
  ExpectAnswer(panel, "C6", Answer::kCannotTell, "Kernel names were not recorded.");
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) {
      point.launched = line.alignment_class < 8 ? "cutlass_80" : "nvjet";
    }
  }
  ExpectAnswer(panel, "C6", Answer::kHolds,
               "Recorded for 341 of 341 points; kernels: 1 of class 1, 1 of class 2");
  At(&panel, 340).launched = "cutlass_80_tall";
  ExpectAnswer(panel, "C6", Answer::kDoesNotHold,
               "1 switches inside a class: d = 332 to 340 (class 4).");
}

TEST(FloorTest, HoldsFailsAndCannotBeTold) {
  FigurePanel panel = FullPanel();
  ExpectAnswer(panel, "C7", Answer::kHolds, "the largest fraction of floor is 0.86, at d = 64");
  At(&panel, 64).fraction_of_floor = 1.5;
  ExpectAnswer(panel, "C7", Answer::kDoesNotHold, "1 of 341 points");
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) point.fraction_of_floor.reset();
  }
  ExpectAnswer(panel, "C7", Answer::kCannotTell, "No floor is known");
}

TEST(FloorTest, CountsWhatTheSuiteCalledInvalid) {
  attnwatch::Run run = SyntheticRun();
  Measurement& measurement = run.measurements[63];
  measurement.status = Status::kInvalid;
  measurement.floor_seconds = 10;
  ExpectAnswer(BuildFigure(run).panels[0], "C7", Answer::kDoesNotHold, "at d = 64");
}

TEST(FormatClaimsTest, PrintsEveryClaimWithinTheTerminal) {
  const std::string text = FormatClaims(FullPanel());
  EXPECT_THAT(text, HasSubstr("  does not hold C5  Padding does not win"));
  size_t start = 0;
  for (size_t end = 0; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    EXPECT_LE(end - start, 100u) << text.substr(start, end - start);
  }
}

}  // namespace
}  // namespace attnwatch
