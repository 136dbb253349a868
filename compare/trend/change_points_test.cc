// SPDX-License-Identifier: Apache-2.0
#include "compare/trend/change_points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "compare/testing/synthetic_process.h"

namespace attnwatch {
namespace {

constexpr double kDeviation = 0.003;

// What `level` says of a night, with chance of kDeviation.
std::vector<double> MakeNights(size_t count, const std::function<double(size_t)>& level,
                               uint64_t seed = 1, double deviation = kDeviation) {
  std::vector<double> nights;
  for (size_t i = 0; i < count; ++i) {
    nights.push_back(-6 + level(i) + deviation * NormalHash(seed, i, 3));
  }
  return nights;
}

std::function<double(size_t)> Step(size_t first, double size) {
  return [=](size_t night) { return night >= first ? size : 0; };
}

double Nothing(size_t) { return 0; }

TEST(ChangePointsTest, ACleanStepIsDatedToTheNight) {
  for (const double size : {0.02, -0.02, 1.0}) {
    const auto changes = FindChangePoints(MakeNights(60, Step(41, size), 1, 0));
    ASSERT_EQ(changes.size(), 1u) << size;
    EXPECT_EQ(changes[0].first, 41u);
    EXPECT_EQ(changes[0].earliest, 41u);
    EXPECT_EQ(changes[0].latest, 41u);
    EXPECT_DOUBLE_EQ(changes[0].before, -6);
    EXPECT_NEAR(changes[0].log_ratio(), size, 1e-12);
  }
}

TEST(ChangePointsTest, AStepInNoiseIsDatedToTheNight) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto changes = FindChangePoints(MakeNights(120, Step(90, 0.03), seed));
    ASSERT_EQ(changes.size(), 1u) << seed;
    EXPECT_EQ(changes[0].first, 90u) << seed;
    EXPECT_NEAR(changes[0].log_ratio(), 0.03, 0.003);
  }
}

TEST(ChangePointsTest, TwoStepsAreTwo) {
  const auto changes = FindChangePoints(MakeNights(90, [](size_t night) {
    return night < 30 ? 0 : night < 60 ? 0.02 : -0.01;
  }));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].first, 30u);
  EXPECT_EQ(changes[1].first, 60u);
  EXPECT_NEAR(changes[0].log_ratio(), 0.02, 0.002);
  EXPECT_NEAR(changes[1].log_ratio(), -0.03, 0.002);
  EXPECT_EQ(changes[0].after, changes[1].before);
}

TEST(ChangePointsTest, TheLastThreeNightsAreEnough) {
  const auto changes = FindChangePoints(MakeNights(100, Step(97, 0.03)));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].first, 97u);
  EXPECT_TRUE(FindChangePoints(MakeNights(100, Step(99, 0.03))).empty());
}

// In 4000 of each: 0.15 % of the years have a step by chance, 4 % of the series of 30 nights.
TEST(ChangePointsTest, NoiseHasFewSteps) {
  size_t in_years = 0, in_months = 0;
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    in_years += FindChangePoints(MakeNights(365, Nothing, seed)).empty() ? 0 : 1;
    in_months += FindChangePoints(MakeNights(30, Nothing, seed)).empty() ? 0 : 1;
  }
  EXPECT_LE(in_years, 4u);
  EXPECT_LE(in_months, 28u);
}

TEST(ChangePointsTest, TheRangeOfTheDateHoldsTheStep) {
  size_t found = 0, held = 0, wider_than_a_night = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const auto changes = FindChangePoints(MakeNights(120, Step(70, 2 * kDeviation), seed));
    if (changes.size() != 1) continue;
    ++found;
    held += changes[0].earliest <= 70 && changes[0].latest >= 70 ? 1 : 0;
    wider_than_a_night += changes[0].earliest < changes[0].latest ? 1 : 0;
    EXPECT_LE(changes[0].earliest, changes[0].first);
    EXPECT_GE(changes[0].latest, changes[0].first);
  }
  EXPECT_GE(found, 290u);
  EXPECT_GE(held, found * 93 / 100);
  EXPECT_GE(wider_than_a_night, found / 2);
}

TEST(ChangePointsTest, ACreepIsAStaircase) {
  const auto changes = FindChangePoints(
      MakeNights(120, [](size_t night) { return night < 60 ? 0 : 0.001 * double(night - 59); }));
  ASSERT_GE(changes.size(), 3u);
  EXPECT_GE(changes[0].first, 60u);
  double sum = 0;
  for (const ChangePoint& change : changes) {
    EXPECT_GT(change.log_ratio(), 0);
    sum += change.log_ratio();
  }
  EXPECT_NEAR(sum, 0.057, 0.006);  // of 0.06: the last stair is lower than the last night
}

TEST(ChangePointsTest, AnOddNightIsNone) {
  for (const double size : {0.02, -0.02, 0.5, 5.0}) {
    for (const size_t odd : {size_t{0}, size_t{1}, size_t{50}, size_t{99}}) {
      const auto nights = MakeNights(
          100, [&](size_t night) { return night == odd ? size : 0; }, 4);
      EXPECT_TRUE(FindChangePoints(nights).empty()) << size << " on " << odd;
    }
  }
}

TEST(ChangePointsTest, TiesAreNoSteps) {
  EXPECT_TRUE(FindChangePoints(std::vector<double>(50, -6)).empty());
  // A coarse timer: one of five nights reads one unit of 2 % more.
  const auto unit = [](size_t night) { return NormalHash(9, night, 9) > 0.84 ? 0.02 : 0; };
  EXPECT_TRUE(FindChangePoints(MakeNights(200, unit, 1, 0)).empty());
}

TEST(ChangePointsTest, AnOddNightAmongTiesHidesNoStep) {
  const auto changes = FindChangePoints(MakeNights(
      40, [](size_t night) { return night == 10   ? 1.0
                                    : night >= 30 ? 0.02
                                                  : 0; }, 1, 0));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].first, 30u);
}

TEST(ChangePointsTest, ShortSeriesHaveNone) {
  for (size_t count = 0; count < 2 * kSegmentLeast; ++count) {
    EXPECT_TRUE(FindChangePoints(MakeNights(count, Step(count / 2, 1))).empty()) << count;
  }
  const auto changes = FindChangePoints({0, 0, 0, 1, 1, 1});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].first, 3u);
}

TEST(ChangePointsTest, EveryNumberIsFinite) {
  for (const double size : {1e-9, 1.0, 600.0}) {
    for (const ChangePoint& change : FindChangePoints(MakeNights(40, Step(20, size), 1, 0))) {
      EXPECT_TRUE(std::isfinite(change.before) && std::isfinite(change.after)) << size;
    }
  }
}

TEST(ChangePointsTest, OtherUnitsGiveTheSameSteps) {
  std::vector<double> nights = MakeNights(200, Step(77, 0.01));
  const auto changes = FindChangePoints(nights);
  for (double& night : nights) night += std::log(1000);
  const auto moved = FindChangePoints(nights);
  ASSERT_EQ(changes.size(), moved.size());
  for (size_t i = 0; i < moved.size(); ++i) EXPECT_EQ(changes[i].first, moved[i].first);
}

}  // namespace
}  // namespace attnwatch
