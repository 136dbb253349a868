// SPDX-License-Identifier: Apache-2.0
#include "compare/noise.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/noise_groups.h"
#include "compare/testing/synthetic_process.h"
#include "results/error.h"

namespace attnwatch {
namespace {

std::vector<SyntheticPoint> Points() {
  std::vector<SyntheticPoint> points;
  for (int64_t d = 1; d <= 40; ++d) points.push_back(MakePoint(d));
  return points;
}

std::vector<attnwatch::Run> MakeRuns(int count, SyntheticProcess process = {}) {
  std::vector<attnwatch::Run> runs;
  for (process.number = 1; process.number <= count; ++process.number) {
    runs.push_back(MakeProcess(process, Points()));
  }
  return runs;
}

NoiseRecord EstimateFrom(const std::vector<attnwatch::Run>& runs) {
  std::vector<const attnwatch::Run*> pointers;
  pointers.reserve(runs.size());
  for (const attnwatch::Run& run : runs) pointers.push_back(&run);
  return EstimateNoise(pointers);
}

// What was put in: 0.2 % between processes, 0.05 % between visits, a clock of 1 %.
TEST(Noise, FindsWhatWasPutIn) {
  SyntheticProcess process;
  process.process_noise = 0.002;
  const NoiseRecord noise = EstimateFrom(MakeRuns(20, process));
  EXPECT_EQ(noise.device_key, "synthetic-h100-80gb-hbm3");
  EXPECT_EQ(noise.run_ids.size(), 20u);
  ASSERT_EQ(noise.points.size(), 40u);
  const GroupNoise* all = FindGroup(noise, {});
  ASSERT_NE(all, nullptr);
  EXPECT_EQ(all->point_count, 40u);
  EXPECT_NEAR(std::sqrt(all->adjusted.variance), 0.002, 0.0002);
  EXPECT_GT(std::sqrt(all->raw.variance), 0.0035);
  const PointNoise& point = noise.points[4];
  EXPECT_NEAR(point.elasticity, -0.9, 0.02);
  EXPECT_NEAR(std::sqrt(point.visit_variance), 0.0005, 0.00015);
  EXPECT_NEAR(std::sqrt(point.clock_variance), 0.005, 0.002);
  EXPECT_DOUBLE_EQ(point.between_variance, point.adjusted_variance - point.visit_variance / 5);
  EXPECT_FALSE(point.two_states);
}

TEST(Noise, GroupsByKernelClassAndCap) {
  const NoiseRecord noise = EstimateFrom(MakeRuns(4));
  ASSERT_NE(FindGroup(noise, {"cublas", "1", false}), nullptr);
  EXPECT_EQ(FindGroup(noise, {"cublas", "1", false})->point_count, 20u);
  EXPECT_EQ(FindGroup(noise, {"cublas", "", false})->point_count, 40u);
  EXPECT_EQ(FindGroup(noise, {"cublas", "", true}), nullptr);
}

TEST(Noise, TakesOnlyCasesThatEveryRunMeasured) {
  std::vector<attnwatch::Run> runs = MakeRuns(3);
  runs[1].measurements[0].status = Status::kInvalid;
  runs[2].measurements.erase(runs[2].measurements.begin() + 1);
  EXPECT_EQ(EstimateFrom(runs).points.size(), 38u);
}

TEST(Noise, AddsWhatAnOlderRecordKnowsOfOthers) {
  SyntheticProcess noisy;
  noisy.process_noise = 0.004;
  NoiseRecord noise = EstimateFrom(MakeRuns(4));
  NoiseRecord older = EstimateFrom(MakeRuns(6, noisy));
  const double own = noise.points[1].adjusted_variance;
  const double noisier = FindGroup(older, {})->adjusted.variance;
  older.points[0].labels.Set("kernel", "flat");
  older.groups.push_back(older.groups.back());
  older.groups.back().group = {"flat", "", false};
  older.run_ids = {noise.run_ids[0], "older"};
  AddOlder(older, &noise);
  ASSERT_EQ(noise.points.size(), 41u);
  EXPECT_EQ(noise.points[40].labels.Get("kernel"), "flat");
  EXPECT_EQ(noise.points[1].adjusted_variance, own);  // what it knows itself stands
  EXPECT_NE(FindGroup(noise, {"flat", "", false}), nullptr);
  EXPECT_EQ(FindGroup(noise, {})->adjusted.variance, noisier);
  EXPECT_LT(FindGroup(noise, {"cublas", "", false})->adjusted.variance, noisier);
  EXPECT_EQ(noise.run_ids.size(), 5u);
}

TEST(Noise, AddsNothingOfAnotherDevice) {
  NoiseRecord noise = EstimateFrom(MakeRuns(3));
  NoiseRecord older = noise;
  older.hard.Set("multiprocessors", "114");
  EXPECT_THROW(AddOlder(older, &noise), Error);
  EXPECT_EQ(noise.points.size(), 40u);
}

TEST(Noise, PriorIsThePointsOwnOrItsGroups) {
  NoiseRecord noise;
  GroupNoise all;
  all.adjusted = {1e-6, 10, 1};
  all.raw = {4e-6, 10, 1};
  noise.groups = {all};
  PointNoise point;
  point.labels = {{"head_dim", "1"}};
  point.process_count = 11;
  point.adjusted_variance = 9e-6;
  point.raw_variance = 2e-6;
  noise.points = {point};
  const CaseGroup group = {"cublas", "1", false};
  const auto known = PriorOf(noise, point.labels, group, Basis::kAdjusted);
  EXPECT_DOUBLE_EQ(known->variance, 9e-6);  // never below itself
  EXPECT_DOUBLE_EQ(known->degrees_of_freedom, 10);
  EXPECT_DOUBLE_EQ(known->own_share_min, 0.8);
  const auto raw = PriorOf(noise, point.labels, group, Basis::kRaw);
  EXPECT_DOUBLE_EQ(raw->variance, 3e-6);
  EXPECT_DOUBLE_EQ(raw->degrees_of_freedom, 20);
  const auto other = PriorOf(noise, {{"head_dim", "2"}}, group, Basis::kAdjusted);
  EXPECT_DOUBLE_EQ(other->variance, 1e-6);
  EXPECT_DOUBLE_EQ(other->own_share_min, 1);
  EXPECT_FALSE(PriorOf({}, point.labels, group, Basis::kRaw));
}

TEST(Noise, TemperatureIsThereOnlyWhereItIsReal) {
  const std::vector<double> celsius = {60, 62, 64, 66, 68, 70};
  const auto real = FitTemperature(celsius, {-0.005, -0.0031, -0.001, 0.001, 0.0031, 0.005});
  ASSERT_TRUE(real);
  EXPECT_NEAR(real->per_degree, 0.001, 2e-5);
  EXPECT_FALSE(FitTemperature(celsius, {0.001, -0.001, 0.001, 0.001, -0.001, 0.001}));
  EXPECT_FALSE(FitTemperature({60, 60.1, 60.2, 60.3, 60.4, 60.5}, {0, 1, 2, 3, 4, 5}));
  EXPECT_FALSE(FitTemperature({60, 70}, {0, 1}));
  EXPECT_FALSE(FitTemperature({}, {}));
}

}  // namespace
}  // namespace attnwatch
