// SPDX-License-Identifier: Apache-2.0
#include "report/figure.h"

#include <gtest/gtest.h>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

TEST(BuildFigureTest, SplitsARunIntoSevenLinesByHiddenSize) {
  const Figure figure = BuildFigure(SyntheticRun());
  ASSERT_EQ(figure.panels.size(), 1u);
  const FigurePanel& panel = figure.panels[0];
  EXPECT_EQ(panel.Name(), "cublas float16 tn, b=4, a=96, s=2048");
  EXPECT_EQ(panel.point_count(), 341u);
  const std::array<size_t, 7> sizes = {171, 85, 43, 21, 11, 5, 5};
  for (size_t i = 0; i < sizes.size(); ++i) {
    const auto& points = panel.lines[i].points;
    EXPECT_EQ(panel.lines[i].alignment_class, kFigureClasses[i]);
    ASSERT_EQ(points.size(), sizes[i]);
    for (size_t j = 1; j < points.size(); ++j) {
      EXPECT_LT(points[j - 1].hidden_size, points[j].hidden_size);
    }
  }
}

TEST(BuildFigureTest, ComputesRatesFromTheMedianOfJudgedSamples) {
  attnwatch::Run run;
  run.measurements = {SyntheticMeasurement(64, 0.00128)};
  const FigurePoint point = BuildFigure(run).panels[0].lines[6].points[0];
  EXPECT_EQ(point.head_dim, 64);
  EXPECT_EQ(point.hidden_size, 6144);
  EXPECT_EQ(point.sample_count, 12u);
  // The warm-up visit, three times as slow, is not in it.
  EXPECT_DOUBLE_EQ(point.seconds, 0.00128);
  EXPECT_DOUBLE_EQ(point.first_quartile_seconds, 0.00128 * (1 - 0.002 * 0.25 - 0.0005 * 0.75));
  EXPECT_DOUBLE_EQ(point.flops_per_second, 206158430208 / 0.00128);
  EXPECT_DOUBLE_EQ(point.bytes_per_second, 3422552064 / 0.00128);
  EXPECT_DOUBLE_EQ(*point.fraction_of_floor, *point.floor_seconds / 0.00128);
}

TEST(BuildFigureTest, MakesAPanelForEachKernelDtypeLayoutAndShape) {
  attnwatch::Run run;
  const std::array<Labels::Pair, 6> changes = {{{"kernel", "onednn"},
                                                {"dtype", "bfloat16"},
                                                {"layout", "nn"},
                                                {"batch", "1"},
                                                {"heads", "8"},
                                                {"seq_len", "128"}}};
  run.measurements.push_back(SyntheticMeasurement(8, 0.001));
  for (const auto& [key, value] : changes) {
    run.measurements.push_back(SyntheticMeasurement(8, 0.001));
    run.measurements.back().labels.Set(key, value);
  }
  run.measurements.push_back(SyntheticMeasurement(16, 0.001));
  const Figure figure = BuildFigure(run);
  EXPECT_EQ(figure.panels.size(), 7u);
  EXPECT_EQ(figure.panels[0].point_count(), 2u);
  EXPECT_EQ(FigureTitle(figure.panels), "Attention Key Query Score");
  EXPECT_EQ(FigureTitle({figure.panels[0]}), "Attention Key Query Score, a=96");
}

TEST(BuildFigureTest, ListsWhatIsNotOkInsteadOfDrawingIt) {
  attnwatch::Run run;
  for (const Status status : {Status::kUnsupported, Status::kFailed, Status::kIncorrect,
                              Status::kInvalid, Status::kNotRun}) {
    run.measurements.push_back(SyntheticMeasurement(8, 0.001));
    run.measurements.back().status = status;
    run.measurements.back().reason = "because";
  }
  const FigurePanel panel = BuildFigure(run).panels[0];
  EXPECT_EQ(panel.point_count(), 0u);
  ASSERT_EQ(panel.undrawn.size(), 5u);
  EXPECT_EQ(panel.undrawn[1].status, Status::kFailed);
  EXPECT_EQ(panel.undrawn[1].reason, "because");
  EXPECT_EQ(panel.undrawn[1].head_dim, "8");
}

TEST(BuildFigureTest, ListsAnOkCaseThatCannotBePlaced) {
  attnwatch::Run run;
  run.measurements.assign(5, SyntheticMeasurement(8, 0.001));
  run.measurements[0].visits.resize(1);  // only the warm-up is left
  run.measurements[1].labels.Set("head_dim", "8x");
  run.measurements[2].labels.Set("head_dim", "99999999999999999999");
  run.measurements[3].flop_count = 0;
  run.measurements[4].labels = {{"head_dim", "8"}};
  const Figure figure = BuildFigure(run);
  ASSERT_EQ(figure.panels.size(), 2u);
  EXPECT_EQ(figure.panels[0].point_count() + figure.panels[1].point_count(), 0u);
  EXPECT_EQ(figure.panels[0].undrawn.size(), 4u);
  EXPECT_EQ(figure.panels[0].undrawn[0].reason, "no judged sample");
  EXPECT_EQ(figure.panels[1].undrawn[0].reason, "neither hidden_size nor heads is labelled");
}

TEST(BuildFigureTest, ComputesLabelsThatAreMissing) {
  attnwatch::Run run;
  run.measurements = {SyntheticMeasurement(24, 0.001)};
  run.measurements[0].labels = {{"heads", "96"}, {"head_dim", "24"}};
  const FigurePanel panel = BuildFigure(run).panels[0];
  ASSERT_EQ(panel.lines[3].points.size(), 1u);
  EXPECT_EQ(panel.lines[3].points[0].hidden_size, 2304);
}

TEST(QuantileTest, InterpolatesBetweenSortedValues) {
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0), 1);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 1), 4);
  EXPECT_DOUBLE_EQ(Quantile({7}, 0.25), 7);
}

}  // namespace
}  // namespace attnwatch
