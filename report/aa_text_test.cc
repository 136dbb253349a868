// SPDX-License-Identifier: Apache-2.0
#include "report/aa_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

AaStudy MakeStudy() {
  AaStudy study;
  study.noise.device_key = "nvidia-h100\x1b[2J";
  study.noise.run_ids = {"1", "2"};
  PointNoise point;
  point.labels = {{"kernel", "cublas"}, {"head_dim", "65"}};
  point.group = {"cublas", "1", false};
  point.elasticity_source = ElasticitySource::kFitted;
  point.elasticity = -0.9;
  point.elasticity_error = 0.02;
  point.visit_variance = 1e-6;
  point.between_variance = 4e-8;
  study.noise.points = {point};
  GroupNoise group;
  group.group = point.group;
  group.temperature_coefficient = 0.001;
  group.temperature_error = 0.0002;
  study.noise.groups = {group};
  study.spread = {
      {point.group, 1, {0.01, 0.02, 0.03}, {0.003, 0.004, 0.005}, {0.001, 0.002, 0.0025}}};
  study.rounds = {{1, 4, {0.02, 0.03, 0.04}, {0.002, 0.003, 0.004}}};
  study.alarms.run_count = 2;
  study.alarms.rows = {{"2 % on the median", 1, 341, 15, 1, 0, 0, 0}};
  return study;
}

constexpr char kGolden[] = R"(Noise of nvidia-h100\x1b[2J: 2 runs of identical code, 1 cases

Standard deviation of the difference of two processes, %: median over the points, 95th
percentile and worst, of medians and minima as measured and of clock-adjusted medians
                                  points             median            minimum    adjusted median
  cublas class 1                       1  1.000 2.000 3.000  0.300 0.400 0.500  0.100 0.200 0.250

What it is made of, medians over the points: elasticity of time to clock (10th, 50th, 90th
percentile, error), one visit and one process around their means in %, and % per degree
                                     10th   50th   90th   error   visit  process  temperature
  cublas class 1                    -0.90  -0.90  -0.90   0.020   0.100    0.020  +0.100 +- 0.020

Two-state cases: not looked for, 2 runs are too few to tell (8 are needed)

What samples buy: the same deviation, %, where only the first rounds are used
  rounds   samples             median    adjusted median
       1         4  2.000 3.000 4.000  0.200 0.300 0.400

False alarms of rules on 2 runs of identical code, on which the noise record was fitted
  a comparison has                   of   alarms  at most    any   most suspects inconcl. shifts
  2 % on the median                   1   15.000   22.822  1.000  1.000     0.00     0.00      0
  Cases called slower or faster, and whether there was any, with 95 % upper bounds (Clopper and
  Pearson). Rules on two runs: all pairs of the runs. The bounds take cases and comparisons for
  independent; pairs share runs, so they are narrower than the truth. "attnwatch, one pair" and the
  gate use the noise record. The gate (screen with 2 pairs, confirm with 6 or more) needs 16 runs to
  be tried; there are 2.
)";

TEST(AaText, IsTheGolden) { EXPECT_EQ(FormatAaStudy(MakeStudy(), {}), kGolden); }

TEST(AaText, SaysWhatWasSetAside) {
  AaOptions options;
  options.set_aside = 3;
  const std::string text = FormatAaStudy(MakeStudy(), options);
  EXPECT_THAT(text, HasSubstr("5 runs of identical code"));
  EXPECT_THAT(text, HasSubstr("2 runs are fitted, the last 3 are set aside"));
  EXPECT_THAT(text, HasSubstr("on 2 runs of identical code that were set aside"));
  EXPECT_THAT(text, Not(HasSubstr("fitted on the same runs")));
}

TEST(AaText, NamesTwoStateCases) {
  AaStudy study = MakeStudy();
  study.noise.run_ids.resize(8, "more");
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("Two-state cases: 0 of 1\n"));
  study.noise.points[0].two_states = TwoStates{0.0123, 0.25};
  EXPECT_THAT(FormatAaStudy(study, {}),
              HasSubstr("Two-state cases: 1 of 1\n  kernel=cublas/head_dim=65: 1.23 % apart, 25 % "
                        "of the processes in the smaller state\n"));
  study.noise.points.push_back(study.noise.points[0]);
  study.noise.points[1].labels.Set("head_dim", "66");
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("\n  head_dim=65: 1.23 % apart"));
}

TEST(AaText, SaysWhichCasesAreNotAdjusted) {
  AaStudy study = MakeStudy();
  study.noise.points[0].elasticity_source = ElasticitySource::kNoClock;
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("1 of 1 cases have elasticity 0 because of "
                                                  "visits without a clock: judged as measured"));
  study.noise.points[0].elasticity_source = ElasticitySource::kConstantClock;
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("because of a constant clock"));
}

TEST(AaText, ColumnsStayApart) {
  AaStudy study = MakeStudy();
  study.rounds[0].raw = {0.034, 0.099994, 0.1024};
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("  3.400 9.999 10.24 "));
}

TEST(AaText, DescribesTheGateThatWasTried) {
  AaStudy study = MakeStudy();
  study.alarms.screen_pairs = 2;
  study.alarms.confirm_pairs = 6;
  EXPECT_THAT(FormatAaStudy(study, {}), HasSubstr("up to 6 others"));
}

}  // namespace
}  // namespace attnwatch
