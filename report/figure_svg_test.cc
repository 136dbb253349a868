// SPDX-License-Identifier: Apache-2.0
#include "report/figure_svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "report/testing/count.h"
#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

attnwatch::Run SmallRun() {
  attnwatch::Run run = SyntheticRun();
  // Four points of three classes, and one case that failed.
  run.measurements = {run.measurements[0], run.measurements[63], run.measurements[127],
                      run.measurements[319], run.measurements[1]};
  run.measurements[4].status = Status::kFailed;
  return run;
}

// After a wanted change: out/bazel-bin/report/figure_svg_test prints what it drew where they
// differ.
TEST(RenderFigureSvgTest, MatchesTheGoldenFile) {
  const std::string svg = RenderFigureSvg(BuildFigure(SmallRun()), {});
  const std::string golden = ReadFile("report/testdata/small_figure.svg");
  ASSERT_FALSE(golden.empty());
  EXPECT_EQ(svg, golden) << svg;
}

TEST(RenderFigureSvgTest, DrawsEveryPointAndLine) {
  const std::string svg = RenderFigureSvg(BuildFigure(SyntheticRun()), {});
  EXPECT_EQ(Count(svg, "class=\"point\""), 341u);
  EXPECT_EQ(Count(svg, "class=\"line\""), 7u);
  EXPECT_EQ(Count(svg, "class=\"legend-entry\""), 8u);  // seven lines and the floor
  EXPECT_EQ(Count(svg, "x-tick"), 9u);
  EXPECT_THAT(svg, HasSubstr("Attention Key Query Score, a=96"));
  EXPECT_EQ(svg, RenderFigureSvg(BuildFigure(SyntheticRun()), {}));
}

TEST(RenderFigureSvgTest, DrawsThePaperAsThePaperDid) {
  Figure figure;
  figure.panels = PaperOverlay().panels;
  const std::string svg = RenderFigureSvg(figure, {});
  for (const char* tick : {">0<", ">50<", ">100<", ">150<", ">32768<"}) {
    EXPECT_THAT(svg, HasSubstr(tick));
  }
  EXPECT_EQ(Count(svg, "y-tick"), 4u);
  EXPECT_THAT(svg, Not(HasSubstr("floor")));
  // The colours, in the legend's order.
  size_t at = svg.find("class=\"legend\"");
  for (const char* colour :
       {"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2"}) {
    at = svg.find(colour, at);
    ASSERT_NE(at, std::string::npos) << colour;
  }
}

TEST(RenderFigureSvgTest, LaysThePaperOver) {
  const std::string svg = RenderFigureSvg(BuildFigure(SyntheticRun()), {PaperOverlay()});
  EXPECT_EQ(Count(svg, "class=\"panel\""), 1u);
  EXPECT_EQ(Count(svg, "class=\"overlay\""), 7u);
  EXPECT_EQ(Count(svg, "class=\"point\""), 341u);
  EXPECT_EQ(Count(svg, "class=\"legend-entry\""), 9u);
}

TEST(RenderFigureSvgTest, StacksPanelsAndNotesWhatIsMissing) {
  attnwatch::Run run = SmallRun();
  for (Measurement measurement : SmallRun().measurements) {
    measurement.labels.Set("dtype", "bfloat16");
    run.measurements.push_back(measurement);
  }
  const std::string svg = RenderFigureSvg(BuildFigure(run), {});
  EXPECT_EQ(Count(svg, "class=\"panel\""), 2u);
  EXPECT_THAT(svg, HasSubstr("Not drawn of cublas bfloat16 tn, b=4, a=96, s=2048: 1 failed."));
}

TEST(RenderFigureSvgTest, LetsAFarFloorRunOutOfThePlot) {
  attnwatch::Run run = SmallRun();
  for (Measurement& measurement : run.measurements) *measurement.floor_seconds /= 100;
  EXPECT_THAT(RenderFigureSvg(BuildFigure(run), {}), HasSubstr("floor (off scale)"));
}

TEST(RenderFigureSvgTest, SaysThatNothingWasMeasured) {
  const std::string svg = RenderFigureSvg(Figure(), {});
  EXPECT_THAT(svg, HasSubstr("No case of this run has a measured time."));
  EXPECT_EQ(Count(svg, "class=\"panel\""), 0u);
}

TEST(RenderFigureSvgTest, KeepsLabelsInert) {
  attnwatch::Run run = SmallRun();
  for (Measurement& measurement : run.measurements) {
    measurement.labels.Set("kernel", "<script>alert(1)</script>");
    measurement.labels.Set("heads", "\"><script>");
  }
  run.environment.device_key = "</text><script>";
  const std::string svg =
      RenderFigureSvg(BuildFigure(run), {{"<script>", BuildFigure(run).panels}});
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;alert(1)"));
}

}  // namespace
}  // namespace attnwatch
