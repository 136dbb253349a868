// SPDX-License-Identifier: Apache-2.0
#include "compare/arms.h"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/testing/synthetic_pairs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

constexpr size_t kBaseline = 0, kCandidate = 1;

std::string ErrorOf(const std::vector<ArmRun>& runs) {
  try {
    BuildArmTable(runs);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// The verdict on the only case where the runs' measurements are changed by `change`.
std::string JudgeChanged(const std::function<void(SyntheticPairs*)>& change) {
  SyntheticPairs pairs(1, Points(1), NoSlowdown);
  change(&pairs);
  const ArmTable arms = BuildArmTable(pairs.runs());
  if (IsUnsupported(arms, 0)) return "nothing to judge";
  const auto status = JudgeStatus(arms, 0);
  if (!status) return "measured";
  return std::string(VerdictName(status->verdict)) + " " + std::string(ReasonName(status->reason)) +
         " " + status->detail;
}

void SetStatus(size_t run, Status status, SyntheticPairs* pairs) {
  pairs->run(run).measurements[0].status = status;
  pairs->run(run).measurements[0].reason = "why";
}

TEST(Arms, PairsValuesByPair) {
  const SyntheticPairs pairs(3, Points(2), [](int64_t) { return 0.5; });
  std::vector<ArmRun> shuffled = pairs.runs();
  std::swap(shuffled[0], shuffled[5]);
  const ArmTable arms = BuildArmTable(shuffled);
  const PointArms point = ReducePoint(arms, 1);
  ASSERT_EQ(point.adjusted.baseline.size(), 3u);
  ASSERT_EQ(point.clock.candidate.size(), 3u);
  for (size_t pair = 0; pair < 3; ++pair) {
    EXPECT_NEAR(point.adjusted.candidate[pair] - point.adjusted.baseline[pair], 0.5, 0.01);
  }
  const CaseSummary first = SummarizeCase(pairs.runs()[0].run->measurements[1]);
  EXPECT_DOUBLE_EQ(point.raw.baseline[0], first.log_median);
  EXPECT_EQ(FirstPairs(point.raw, 2).candidate.size(), 2u);
}

TEST(Arms, RefusesHalfPairsAndOtherMachines) {
  SyntheticPairs pairs(2, Points(1), NoSlowdown);
  EXPECT_EQ(ErrorOf({pairs.runs()[0], pairs.runs()[1], pairs.runs()[2]}),
            "cannot compare: pair 1 has 1 baseline and 0 candidate runs, not one of each");
  EXPECT_EQ(ErrorOf({}), "cannot compare: there is no run");
  pairs.run(3).environment.device_key = "other";
  EXPECT_NE(ErrorOf(pairs.runs()), "no error");
}

TEST(Arms, MeasuredOnBothSidesIsForTheJudge) {
  EXPECT_EQ(JudgeChanged([](SyntheticPairs*) {}), "measured");
}

TEST(Arms, StatusOfTheCandidateDecides) {
  const auto candidate = [](Status status) {
    return JudgeChanged([&](SyntheticPairs* pairs) { SetStatus(kCandidate, status, pairs); });
  };
  EXPECT_EQ(candidate(Status::kIncorrect), "incorrect status why");
  EXPECT_EQ(candidate(Status::kFailed), "failed status why");
  EXPECT_EQ(candidate(Status::kUnsupported), "missing not_in_candidate why");
  EXPECT_EQ(candidate(Status::kNotRun), "not_run status why");
  EXPECT_EQ(candidate(Status::kInvalid), "invalid status why");
  EXPECT_EQ(
      JudgeChanged([](SyntheticPairs* pairs) { pairs->run(kCandidate).measurements.clear(); }),
      "missing not_in_candidate ");
}

TEST(Arms, WithoutAUsableBaselineItIsNew) {
  const auto baseline = [](Status status) {
    return JudgeChanged([&](SyntheticPairs* pairs) { SetStatus(kBaseline, status, pairs); });
  };
  EXPECT_EQ(baseline(Status::kIncorrect), "new baseline_unusable why");
  EXPECT_EQ(baseline(Status::kFailed), "new baseline_unusable why");
  EXPECT_EQ(baseline(Status::kUnsupported), "new not_in_baseline why");
  EXPECT_EQ(baseline(Status::kNotRun), "not_run baseline_unusable why");
  EXPECT_EQ(baseline(Status::kInvalid), "invalid baseline_unusable why");
  EXPECT_EQ(JudgeChanged([](SyntheticPairs* pairs) { pairs->run(kBaseline).measurements.clear(); }),
            "new not_in_baseline ");
}

TEST(Arms, UnsupportedOnBothSidesIsNothingToJudge) {
  EXPECT_EQ(JudgeChanged([](SyntheticPairs* pairs) {
              SetStatus(kBaseline, Status::kUnsupported, pairs);
              SetStatus(kCandidate, Status::kUnsupported, pairs);
            }),
            "nothing to judge");
}

TEST(Arms, NoticesOtherLaunches) {
  SyntheticPairs pairs(1, Points(1), NoSlowdown);
  EXPECT_FALSE(MakePoint(BuildArmTable(pairs.runs()), 0).launches_differ);
  pairs.run(kCandidate).measurements[0].launched = {
      {"gemm_v2", {1, 1, 1}, {128, 1, 1}, {}, {}, {}}};
  EXPECT_TRUE(MakePoint(BuildArmTable(pairs.runs()), 0).launches_differ);
}

}  // namespace
}  // namespace attnwatch
