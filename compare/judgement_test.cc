// SPDX-License-Identifier: Apache-2.0
//
// The stages end to end on synthetic processes: silent on identical code, and every kind of
// planted difference found. 0.05 % of noise between processes, 1 % of clock.
#include "compare/judgement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "compare/decision.h"
#include "compare/testing/synthetic_pairs.h"

namespace attnwatch {
namespace {

constexpr int64_t kPoints = 80;
constexpr int kFreshNumber = 1001;

using Slowdown = std::function<double(int64_t)>;

// What a gate does, with processes of the given kinds.
struct Gate {
  Slowdown slowdown = NoSlowdown;
  SyntheticProcess candidate = {};
  SyntheticProcess baseline = {};
  const NoiseRecord* noise = nullptr;
  Policy policy = {};
  int seed = 0;

  Judgement Judge() const {
    const SyntheticPairs screened(2, Points(kPoints), slowdown, 1 + seed, candidate, baseline);
    Judgement judgement = Screen(screened.runs(), policy, noise);
    while (!judgement.open.empty()) {
      const SyntheticPairs fresh(static_cast<int>(judgement.pairs_wanted), Points(kPoints),
                                 slowdown, kFreshNumber + seed, candidate, baseline);
      judgement = Confirm(judgement, screened.runs(), fresh.runs(), policy, noise);
    }
    return judgement;
  }
};

const JudgedPoint& PointOf(const Judgement& judgement, int64_t head_dim) {
  return judgement.points[static_cast<size_t>(head_dim - 1)];
}

std::string VerdictOf(const Judgement& judgement, int64_t head_dim) {
  const JudgedPoint& point = PointOf(judgement, head_dim);
  return std::string(VerdictName(point.verdict)) + " " + std::string(ReasonName(point.reason));
}

size_t CountOthers(const Judgement& judgement, Verdict expected) {
  size_t others = 0;
  for (const JudgedPoint& point : judgement.points) others += point.verdict != expected ? 1 : 0;
  return others;
}

NoiseRecord MakeNoise() {
  const SyntheticPairs runs(10, Points(kPoints), NoSlowdown, 5001);
  std::vector<const attnwatch::Run*> pointers;
  for (const ArmRun& run : runs.runs()) pointers.push_back(run.run);
  return EstimateNoise(pointers);
}

TEST(Judgement, IsSilentOnIdenticalCode) {
  const NoiseRecord noise = MakeNoise();
  for (int seed = 0; seed < 10; ++seed) {
    Gate gate;
    gate.seed = 10000 * seed;
    gate.noise = seed % 2 == 0 ? &noise : nullptr;
    const Judgement judgement = gate.Judge();
    EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 0u) << seed;
    EXPECT_TRUE(judgement.shifts.empty()) << seed;
  }
}

TEST(Judgement, NamesWhatGotSlowerAndFaster) {
  const NoiseRecord noise = MakeNoise();
  Gate gate;
  gate.noise = &noise;
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.015 : d == 20 ? 0.0075 : d == 31 ? -0.02 : 0; };
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(VerdictOf(judgement, 7), "regressed slower");
  EXPECT_EQ(VerdictOf(judgement, 20), "minor slower");
  EXPECT_EQ(VerdictOf(judgement, 31), "improved faster");
  EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 3u);
  EXPECT_GE(judgement.suspect_count, 3u);
  EXPECT_LE(judgement.suspect_count, 6u);
  const JudgedPoint& slow = PointOf(judgement, 7);
  EXPECT_EQ(slow.stage, Stage::kConfirm);
  EXPECT_EQ(slow.pairs, 3u);  // the first look
  EXPECT_NEAR(slow.log_ratio, 0.015, 0.001);
  EXPECT_LT(slow.low, 0.015);
  EXPECT_GT(slow.high, 0.015);
  EXPECT_GT(slow.low, 0.013);
  EXPECT_LT(slow.p_value, 1e-5);
  EXPECT_NEAR(std::log(slow.candidate_seconds / slow.baseline_seconds), 0.015, 0.01);
  EXPECT_LT(slow.minimum_detectable_log_ratio, 0.008);
}

TEST(Judgement, WithoutANoiseRecordTheFirstLookIsTheSecond) {
  Gate gate;
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.02 : 0; };
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(VerdictOf(judgement, 7), "regressed slower");
  EXPECT_EQ(PointOf(judgement, 7).pairs, 12u);
}

TEST(Judgement, WhatIsAskedForByNameIsConfirmed) {
  const NoiseRecord noise = MakeNoise();
  Gate gate;
  gate.noise = &noise;
  gate.policy.confirm_all = true;
  gate.policy.suspect_limit = kPoints - 1;
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 0u);
  size_t confirmed = 0;
  for (const JudgedPoint& point : judgement.points) {
    confirmed += point.stage == Stage::kConfirm ? 1 : 0;
  }
  EXPECT_EQ(confirmed, kPoints - 1u);  // of the one without room, screening's word stands
}

TEST(Judgement, MoreCasesMayHaveMoreSuspects) {
  const Policy policy;
  EXPECT_EQ(SuspectLimit(policy, 10), 64u);
  EXPECT_EQ(SuspectLimit(policy, 341), 64u);
  EXPECT_EQ(SuspectLimit(policy, 1705), 320u);
  const auto all_slow = [](int64_t) { return 0.05; };
  Policy small;
  small.suspect_limit = 4;
  small.suspect_limit_cases = kPoints;
  const auto suspects = [&](int64_t points) {
    const SyntheticPairs screened(2, Points(points), all_slow);
    return Screen(screened.runs(), small, nullptr).suspect_count;
  };
  EXPECT_EQ(suspects(kPoints), 4u);
  EXPECT_EQ(suspects(2 * kPoints), 8u);
}

TEST(Judgement, ScreeningAloneConfirmsNothing) {
  const SyntheticPairs screened(2, Points(kPoints), [](int64_t d) { return d == 7 ? 0.05 : 0; });
  const Judgement judgement = Screen(screened.runs(), {}, nullptr);
  EXPECT_EQ(VerdictOf(judgement, 7), "unconfirmed suspect");
  EXPECT_LE(judgement.open.size(), 5u);
  EXPECT_EQ(std::count(judgement.open.begin(), judgement.open.end(), PointOf(judgement, 7).labels),
            1);
  EXPECT_EQ(judgement.pairs_wanted, 12u);
  const SyntheticPairs few(11, Points(kPoints), NoSlowdown);
  const Judgement same = Confirm(judgement, screened.runs(), few.runs(), {}, nullptr);
  EXPECT_EQ(VerdictOf(same, 7), "unconfirmed suspect");
  EXPECT_EQ(same.pairs_wanted, 12u);
}

// A suspect that fresh processes do not confirm.
TEST(Judgement, ASuspectOfScreeningMayTurnOutEquivalent) {
  const SyntheticPairs screened(2, Points(kPoints), [](int64_t d) { return d == 7 ? 0.02 : 0; });
  const NoiseRecord noise = MakeNoise();
  const Judgement suspected = Screen(screened.runs(), {}, &noise);
  const SyntheticPairs fresh(6, Points(kPoints), NoSlowdown, kFreshNumber);
  const Judgement judgement = Confirm(suspected, screened.runs(), fresh.runs(), {}, &noise);
  EXPECT_EQ(VerdictOf(judgement, 7), "equivalent not_repeated");
  EXPECT_TRUE(judgement.open.empty());
}

// The power trap: the candidate's clock is 2 % lower in every process. At equal clocks it is as
// fast; as measured it is 1.8 % slower everywhere.
TEST(Judgement, AClockThatRepeatsToDifferIsAnEffectOfTheCode) {
  Gate gate;
  gate.candidate.clock_shift = -0.02;
  gate.candidate.clock_deviation = gate.baseline.clock_deviation = 0.002;
  const NoiseRecord noise = MakeNoise();
  gate.noise = &noise;
  const Judgement judgement = gate.Judge();
  size_t by_clock = 0;
  for (const JudgedPoint& point : judgement.points) {
    by_clock += point.verdict == Verdict::kRegressed && point.reason == Reason::kClock ? 1 : 0;
  }
  EXPECT_GT(by_clock, 60u);
  ASSERT_FALSE(judgement.shifts.empty());
  EXPECT_EQ(judgement.shifts.front().scope, CaseGroup{});
  EXPECT_EQ(judgement.shifts.front().verdict, Verdict::kRegressed);
  EXPECT_EQ(judgement.shifts.front().reason, Reason::kClock);
  EXPECT_NEAR(judgement.shifts.front().log_ratio, 0.018, 0.002);
}

// Processes whose clocks differ by chance, by more than any tolerance, are no reason.
TEST(Judgement, AClockThatDiffersByChanceIsNot) {
  Gate gate;
  gate.candidate.clock_deviation = gate.baseline.clock_deviation = 0.03;
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 0u);
}

TEST(Judgement, RunsWithoutClocksAreJudgedRaw) {
  Gate gate;
  gate.candidate.has_clock = gate.baseline.has_clock = false;
  gate.candidate.clock_deviation = gate.baseline.clock_deviation = 0.001;
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.02 : 0; };
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(VerdictOf(judgement, 7), "regressed slower");
  EXPECT_EQ(PointOf(judgement, 7).elasticity, 0);
  EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 1u);
}

// Too small for any one case, too many to be chance; and the cases are not made fast by it.
TEST(Judgement, AGlobalShiftIsAVerdictOfItsOwn) {
  Gate gate;
  gate.slowdown = [](int64_t) { return 0.012; };
  const NoiseRecord noise = MakeNoise();
  gate.noise = &noise;
  const Judgement judgement = gate.Judge();
  ASSERT_FALSE(judgement.shifts.empty());
  EXPECT_EQ(judgement.shifts[0].scope, CaseGroup{});
  EXPECT_EQ(judgement.shifts[0].verdict, Verdict::kRegressed);
  EXPECT_EQ(judgement.shifts[0].reason, Reason::kSlower);
  EXPECT_NEAR(judgement.shifts[0].log_ratio, 0.012, 0.0005);
  // One shift of all, and one for each class of 5 points or more (1, 2, 4, 8).
  EXPECT_EQ(judgement.shifts.size(), 5u);
  size_t confirmed = 0, over_limit = 0;
  for (const JudgedPoint& point : judgement.points) {
    confirmed += point.verdict == Verdict::kRegressed ? 1 : 0;
    over_limit += point.reason == Reason::kOverLimit ? 1 : 0;
  }
  EXPECT_EQ(over_limit, kPoints - 64u);
  EXPECT_GT(confirmed, 60u);
}

TEST(Judgement, AClassMayShiftAlone) {
  const NoiseRecord noise = MakeNoise();
  Gate gate;
  gate.noise = &noise;
  gate.slowdown = [](int64_t d) { return d % 4 == 2 ? 0.007 : 0; };
  const Judgement judgement = gate.Judge();
  ASSERT_EQ(judgement.shifts.size(), 1u);
  EXPECT_EQ(GroupName(judgement.shifts[0].scope), "cublas class 2");
  EXPECT_EQ(judgement.shifts[0].verdict, Verdict::kMinor);
  EXPECT_EQ(VerdictOf(judgement, 6), "minor slower");
  EXPECT_EQ(VerdictOf(judgement, 7), "equivalent within_tolerance");
}

// On an H100, 171 of the figure's 341 cases are of class 1: their median is that of all.
TEST(Judgement, AClassThatIsHalfOfAllIsNotAll) {
  const NoiseRecord noise = MakeNoise();
  Gate gate;
  gate.noise = &noise;
  gate.slowdown = [](int64_t d) { return d % 2 == 1 || d == 2 ? 0.03 : 0; };
  const Judgement judgement = gate.Judge();
  ASSERT_EQ(judgement.shifts.size(), 1u);
  EXPECT_EQ(GroupName(judgement.shifts[0].scope), "cublas class 1");
  EXPECT_EQ(judgement.shifts[0].verdict, Verdict::kRegressed);
}

TEST(Judgement, ATwoStateCaseMustMoveByMoreThanItsStates) {
  NoiseRecord noise = MakeNoise();
  noise.points[6].two_states = TwoStates{0.02, 0.3};
  noise.points[6].adjusted_variance = 1e-4;
  // Its history is wide, so that only an even wider move is beyond the margin at all.
  noise.points[6].process_count = 2;
  for (GroupNoise& group : noise.groups) group.adjusted.degrees_of_freedom = 1000;
  Gate gate;
  gate.noise = &noise;
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.03 : 0; };
  EXPECT_EQ(VerdictOf(gate.Judge(), 7), "inconclusive two_states");
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.08 : 0; };
  EXPECT_EQ(VerdictOf(gate.Judge(), 7), "regressed slower");
}

TEST(Judgement, NoiseBeyondTheToleranceIsInconclusive) {
  Gate gate;
  gate.candidate.process_noise = gate.baseline.process_noise = 0.05;
  const Judgement judgement = gate.Judge();
  std::set<Verdict> verdicts;
  for (const JudgedPoint& point : judgement.points) verdicts.insert(point.verdict);
  EXPECT_EQ(verdicts.count(Verdict::kInconclusive), 1u);
  EXPECT_EQ(verdicts.count(Verdict::kRegressed), 0u);
  EXPECT_EQ(verdicts.count(Verdict::kImproved), 0u);
}

TEST(Judgement, WhatFailsInFreshProcessesHasFailed) {
  const SyntheticPairs screened(2, Points(kPoints), [](int64_t d) { return d == 7 ? 0.05 : 0; });
  SyntheticPairs fresh(12, Points(kPoints), NoSlowdown, kFreshNumber);
  fresh.run(3).measurements[6].status = Status::kFailed;
  fresh.run(3).measurements[6].reason = "out of memory";
  const Judgement judgement =
      Confirm(Screen(screened.runs(), {}, nullptr), screened.runs(), fresh.runs(), {}, nullptr);
  EXPECT_EQ(VerdictOf(judgement, 7), "failed status");
  EXPECT_EQ(PointOf(judgement, 7).detail, "out of memory");
}

TEST(Judgement, AWiderToleranceForgivesMore) {
  Gate gate;
  gate.policy.tolerance = 0.05;
  gate.slowdown = [](int64_t d) { return d == 7 ? 0.03 : d == 8 ? 0.06 : 0; };
  const Judgement judgement = gate.Judge();
  EXPECT_EQ(VerdictOf(judgement, 7), "minor slower");
  EXPECT_EQ(VerdictOf(judgement, 8), "regressed slower");
}

TEST(JudgeOnce, OnePairNeedsARecordOrManyCases) {
  const auto slowdown = [](int64_t d) { return d == 7 ? 0.02 : 0; };
  const SyntheticPairs few(1, Points(7), slowdown);
  EXPECT_EQ(VerdictOf(JudgeOnce(few.runs(), {}, nullptr), 7), "inconclusive noise");
  // What the other cases scatter by stands in for the record.
  const SyntheticPairs pair(1, Points(kPoints), slowdown);
  const Judgement by_scatter = JudgeOnce(pair.runs(), {}, nullptr);
  EXPECT_EQ(VerdictOf(by_scatter, 7), "regressed slower");
  EXPECT_EQ(CountOthers(by_scatter, Verdict::kEquivalent), 1u);
  const NoiseRecord noise = MakeNoise();
  const Judgement judgement = JudgeOnce(pair.runs(), {}, &noise);
  EXPECT_EQ(VerdictOf(judgement, 7), "regressed slower");
  EXPECT_EQ(CountOthers(judgement, Verdict::kEquivalent), 1u);
}

}  // namespace
}  // namespace attnwatch
