// SPDX-License-Identifier: Apache-2.0
#include "compare/power/power_study.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/noise.h"
#include "compare/power/peers.h"
#include "compare/power/plantings.h"
#include "compare/power/replayed_session.h"
#include "compare/testing/synthetic_pairs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// Runs of identical code on a quiet synthetic device, in the order measured.
class Runs {
 public:
  explicit Runs(int count) : pairs_(count / 2, Points(40), NoSlowdown) {
    for (const ArmRun& run : pairs_.runs()) pointers_.push_back(run.run);
    noise_ = EstimateNoise(pointers_);
  }
  PowerInput input() const { return {pointers_, &noise_}; }
  const std::vector<const Run*>& pointers() const { return pointers_; }

 private:
  SyntheticPairs pairs_;
  std::vector<const Run*> pointers_;
  NoiseRecord noise_;
};

const PowerRow& RowOf(const std::vector<PowerRow>& rows, const std::string& scenario,
                      const std::string& rule) {
  for (const PowerRow& row : rows) {
    if (row.scenario == scenario && row.rule == rule) return row;
  }
  throw Error("no row " + scenario + ", " + rule);
}

double Found(const PowerRow& row, double fraction) {
  for (const SizePower& size : row.sizes) {
    if (std::abs(size.fraction - fraction) < 1e-9) {
      return static_cast<double>(size.regressed) / static_cast<double>(size.planted);
    }
  }
  return -1;
}

TEST(PowerStudy, TheGateFindsWhatIsThereAndIsSilentElsewhere) {
  const Runs runs(16);
  PowerOptions options;
  options.sessions = 20;
  const auto rows = StudyPower(runs.input(), options, [](const std::string&) {});
  for (const char* scenario : {"replayed: single cases", "simulated: single cases"}) {
    const PowerRow& ours = RowOf(rows, scenario, "attnwatch gate");
    EXPECT_EQ(ours.clean_sessions, 20u);
    EXPECT_EQ(ours.clean_alarms, 0u) << scenario;
    EXPECT_EQ(ours.bystander_alarms, 0u) << scenario;
    EXPECT_EQ(ours.clean_shifts, 0u) << scenario;
    EXPECT_GE(Found(ours, 0.02), 0.95) << scenario;
    EXPECT_GE(Found(ours, 0.015), 0.8) << scenario;
    EXPECT_LT(AnyAlarmUpperBound(ours), 0.14);  // 0 of 20
  }
  EXPECT_EQ(RowOf(rows, "replayed: all, +2 %", "attnwatch gate").named, 20u);
  EXPECT_GT(RowOf(rows, "simulated: single cases", "Mann-Whitney at .05").clean_alarms, 20u);
  EXPECT_LT(Found(RowOf(rows, "replayed: single cases", "5 % on the median"), 0.02), 0.1);
}

TEST(PowerStudy, EqualSeedsGiveEqualTables) {
  const Runs runs(16);
  PowerOptions options;
  options.sessions = 2;
  const auto ignore = [](const std::string&) {};
  const auto first = StudyPower(runs.input(), options, ignore);
  const auto second = StudyPower(runs.input(), options, ignore);
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].clean_alarms, second[i].clean_alarms);
    EXPECT_EQ(first[i].planted_seconds, second[i].planted_seconds);
  }
}

TEST(PowerStudy, TooFewRunsAreAnError) {
  const Runs runs(14);
  EXPECT_THROW(StudyPower(runs.input(), {}, [](const std::string&) {}), Error);
}

TEST(ReplayedSession, PlantsInTheCandidateAlone) {
  const Runs runs(8);
  const Labels planted = runs.pointers()[0]->measurements[3].labels;
  ReplayedSession session(runs.pointers(), 2, {{CaseKey(planted), std::log1p(0.5)}}, 1);
  const auto sum = [&](Arm arm) {
    const attnwatch::Run& run = session.Measure(arm, {planted});
    EXPECT_EQ(run.measurements.size(), 1u);
    EXPECT_EQ(run.measurements[0].visits.size(), 2u);
    return run.measurements[0].visits[0].seconds[0];
  };
  const double baseline = sum(Arm::kBaseline);
  EXPECT_NEAR(sum(Arm::kCandidate) / baseline, 1.5, 0.1);
  EXPECT_GT(session.seconds(), 7);
}

TEST(Peers, BenjaminiAndHochbergRejectUpToTheLastBelowTheLine) {
  // Their lines at q = .05: .0125 .025 .0375 .05; the third is above its own, below the fourth's.
  EXPECT_EQ(BenjaminiHochberg({0.049, 0.01, 0.02, 0.04}, 0.05),
            (std::vector<bool>{true, true, true, true}));
  EXPECT_EQ(BenjaminiHochberg({0.06, 0.01, 0.03, 0.04}, 0.05),
            (std::vector<bool>{false, true, false, false}));
  EXPECT_TRUE(BenjaminiHochberg({}, 0.05).empty());
}

TEST(Plantings, NoCaseTwice) {
  std::vector<Labels> cases;
  for (int i = 0; i < 6; ++i) cases.push_back({{"head_dim", std::to_string(i)}});
  std::mt19937_64 random(1);
  EXPECT_EQ(PlantSingles(cases, {0.01, 0.02}, 2, &random).size(), 4u);
  EXPECT_EQ(PlantSingles(cases, {0.01, 0.02}, 5, &random).size(), 6u);
}

}  // namespace
}  // namespace attnwatch
