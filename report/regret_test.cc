// SPDX-License-Identifier: Apache-2.0
#include "report/regret.h"

#include <gtest/gtest.h>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

Measurement Of(const std::string& kernel, int64_t head_dim, double seconds) {
  Measurement measurement = SyntheticMeasurement(head_dim, seconds);
  measurement.labels.Set("kernel", kernel);
  return measurement;
}

TEST(Regret, ComparesTheFirstChoiceWithTheBest) {
  attnwatch::Run run = SyntheticRun();
  run.measurements = {Of("cublaslt", 8, 1.1e-3), Of("cublaslt", 16, 1.0e-3),
                      Of("cublaslt", 24, 1.0e-3), Of("cublaslt_best", 8, 1.0e-3),
                      Of("cublaslt_best", 16, 1.0e-3)};
  const auto regret = FindRegret(BuildFigure(run));
  ASSERT_TRUE(regret);
  ASSERT_EQ(regret->points.size(), 2u);  // 24 has no best
  EXPECT_EQ(regret->points[0].head_dim, 8);
  EXPECT_NEAR(regret->points[0].ratio, 1.1, 1e-9);
  EXPECT_NEAR(regret->geometric_mean, 1.0488, 1e-4);
  EXPECT_EQ(
      FormatRegret(*regret),
      "Heuristic regret\n"
      "  cuBLASLt's first choice takes 1.049 of the time of its best one (geometric mean of 2 "
      "points); 1\n"
      "  lose more than 2 %: 1.100 at d = 8 (float16 tn, b=4, a=96, s=2048); 1.000 at d = 16 "
      "(float16 tn,\n"
      "  b=4, a=96, s=2048).\n");
}

TEST(Regret, NeedsBothKernels) { EXPECT_FALSE(FindRegret(BuildFigure(SyntheticRun()))); }

}  // namespace
}  // namespace attnwatch
