// SPDX-License-Identifier: Apache-2.0
#include "report/overlay.h"

#include <gtest/gtest.h>

#include "report/paper_points.h"
#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

// The synthetic run at a multiple of its speed.
Run ScaledRun(double factor) {
  attnwatch::Run run = SyntheticRun();
  for (Measurement& measurement : run.measurements) {
    for (Visit& visit : measurement.visits) {
      for (double& seconds : visit.seconds) seconds /= factor;
    }
  }
  return run;
}

TEST(PaperPanelTest, HasTheAuthorsPoints) {
  const FigurePanel panel = PaperPanel();
  EXPECT_EQ(panel.point_count(), 342u);
  const std::array<size_t, 7> sizes = {171, 86, 43, 21, 11, 5, 5};
  for (size_t i = 0; i < sizes.size(); ++i) EXPECT_EQ(panel.lines[i].points.size(), sizes[i]);
  const FigurePoint& last = panel.lines[6].points.back();
  EXPECT_EQ(last.head_dim, 320);
  EXPECT_EQ(last.hidden_size, 30720);
  EXPECT_DOUBLE_EQ(last.flops_per_second, 156.104e12);
  EXPECT_FALSE(last.fraction_of_floor.has_value());
}

TEST(ArrangePanelsTest, LaysThePaperOverARunOfItsScale) {
  const Figure figure = BuildFigure(SyntheticRun());
  const std::vector<Overlay> overlays = {PaperOverlay()};
  const auto drawn = ArrangePanels(figure, overlays);
  ASSERT_EQ(drawn.size(), 1u);
  ASSERT_EQ(drawn[0].overlays.size(), 1u);
  EXPECT_EQ(*drawn[0].overlays[0].label, "paper, A100");
}

TEST(ArrangePanelsTest, GivesAnOverlayOfAnotherScaleOrShapeItsOwnPanel) {
  const std::vector<Overlay> overlays = {PaperOverlay()};
  for (const double factor : {0.001, 100.0}) {
    const Figure figure = BuildFigure(ScaledRun(factor));
    const auto drawn = ArrangePanels(figure, overlays);
    ASSERT_EQ(drawn.size(), 2u);
    EXPECT_TRUE(drawn[0].overlays.empty());
    EXPECT_EQ(drawn[0].own_label, nullptr);
    EXPECT_EQ(*drawn[1].own_label, "paper, A100");
  }
  Figure figure = BuildFigure(SyntheticRun());
  figure.panels[0].seq_len = "256";
  EXPECT_EQ(ArrangePanels(figure, overlays).size(), 2u);
}

TEST(ArrangePanelsTest, MatchesPanelsOfTheSameCase) {
  Figure figure = BuildFigure(SyntheticRun());
  figure.panels.push_back(figure.panels[0]);
  figure.panels[1].dtype = "bfloat16";
  const std::vector<Overlay> overlays = {{"older run", figure.panels}};
  const auto drawn = ArrangePanels(figure, overlays);
  ASSERT_EQ(drawn.size(), 2u);
  for (const DrawnPanel& panel : drawn) {
    ASSERT_EQ(panel.overlays.size(), 1u);
    EXPECT_EQ(panel.overlays[0].panel->dtype, panel.panel->dtype);
  }
}

TEST(ArrangePanelsTest, LeavesOutPanelsWithoutPoints) {
  attnwatch::Run run = SyntheticRun();
  for (Measurement& measurement : run.measurements) measurement.status = Status::kFailed;
  EXPECT_TRUE(ArrangePanels(BuildFigure(run), {}).empty());
}

}  // namespace
}  // namespace attnwatch
