// SPDX-License-Identifier: Apache-2.0
#include "report/claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

CheckedClaim Check(const FigurePanel& panel, std::string_view id) {
  for (const CheckedClaim& checked : CheckClaims(panel)) {
    if (checked.claim->id == id) return checked;
  }
  ADD_FAILURE() << "no claim " << id;
  return {&Claims()[0], Answer::kCannotTell, ""};
}

void ExpectAnswer(const FigurePanel& panel, std::string_view id, Answer answer,
                  const std::string& evidence) {
  const CheckedClaim checked = Check(panel, id);
  EXPECT_EQ(AnswerName(checked.answer), AnswerName(answer)) << id << ": " << checked.evidence;
  EXPECT_THAT(checked.evidence, HasSubstr(evidence)) << id;
}

FigurePanel FullPanel() { return BuildFigure(SyntheticRun()).panels[0]; }

void SetThroughput(double flops_per_second, FigurePoint* point) {
  const double factor = point->flops_per_second / flops_per_second;
  point->flops_per_second = flops_per_second;
  point->seconds *= factor;
  point->first_quartile_seconds *= factor;
  point->third_quartile_seconds *= factor;
  if (point->fraction_of_floor) *point->fraction_of_floor /= factor;
}

// Every point at `throughput(head_dim, class)` FLOP/s.
FigurePanel ShapedPanel(const std::function<double(double, int64_t)>& throughput) {
  FigurePanel panel = FullPanel();
  for (FigureLine& line : panel.lines) {
    for (FigurePoint& point : line.points) {
      SetThroughput(throughput(static_cast<double>(point.head_dim), line.alignment_class), &point);
    }
  }
  return panel;
}

// All lines are one: proportional to d, without any ladder.
FigurePanel FlatLadderPanel() {
  return ShapedPanel([](double d, int64_t) { return 1e11 * d; });
}

FigurePoint& At(FigurePanel* panel, int64_t head_dim) {
  for (FigurePoint& point : panel->lines[*ClassIndex(FigureClass(head_dim))].points) {
    if (point.head_dim == head_dim) return point;
  }
  throw std::logic_error("no such point");
}

void Scale(double factor, int64_t head_dim, FigurePanel* panel) {
  FigurePoint& point = At(panel, head_dim);
  SetThroughput(point.flops_per_second * factor, &point);
}

// Keeps every class to its first `count` points.
FigurePanel SparsePanel(size_t count) {
  FigurePanel panel = FullPanel();
  for (FigureLine& line : panel.lines) line.points.resize(std::min(line.points.size(), count));
  return panel;
}

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

// The spread of the samples as a share of the median, everywhere.
void SetSpread(double spread, FigurePanel* panel) {
  for (FigureLine& line : panel->lines) {
    for (FigurePoint& point : line.points) {
      point.first_quartile_seconds = point.seconds * (1 - spread);
      point.third_quartile_seconds = point.seconds * (1 + spread);
    }
  }
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

TEST(TwoAndFourTest, CannotTellASplitThatNoiseHides) {
  FigurePanel split =
      ShapedPanel([](double d, int64_t c) { return (c == 4 && d > 280 ? 1.1e11 : 1e11) * d; });
  ExpectAnswer(split, "C2", Answer::kDoesNotHold, "7 points differ");
  SetSpread(0.9, &split);
  ExpectAnswer(split, "C2", Answer::kCannotTell, "0 points differ");
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
