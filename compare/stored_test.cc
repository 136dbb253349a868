// SPDX-License-Identifier: Apache-2.0
//
// A stored baseline is a screen: what it suspects is unconfirmed, unless a person's tolerance is
// exceeded clearly.
#include <gtest/gtest.h>

#include "compare/exit_code.h"
#include "compare/judgement.h"
#include "compare/testing/synthetic_pairs.h"

namespace attnwatch {
namespace {

constexpr int64_t kPoints = 80;

Policy StoredPolicy(bool is_explicit) {
  Policy policy;
  policy.tolerance = 0.02;
  policy.tolerance_is_explicit = is_explicit;
  return policy;
}

double FivePercentAtSeven(int64_t head_dim) { return head_dim == 7 ? 0.05 : 0; }

Judgement Judge(int pairs, const std::function<double(int64_t)>& slowdown, const Policy& policy) {
  const SyntheticPairs runs(pairs, Points(kPoints), slowdown);
  return JudgeStored(runs.runs(), policy, nullptr);
}

size_t Count(const Judgement& judgement, Verdict verdict) {
  size_t count = 0;
  for (const JudgedPoint& point : judgement.points) count += point.verdict == verdict ? 1 : 0;
  return count;
}

TEST(JudgeStored, OnePairOfIdenticalCodeIsEquivalentWithoutANoiseRecord) {
  for (const int pairs : {1, 3}) {
    const Judgement judgement = Judge(pairs, NoSlowdown, StoredPolicy(false));
    EXPECT_EQ(Count(judgement, Verdict::kEquivalent), static_cast<size_t>(kPoints)) << pairs;
    EXPECT_TRUE(judgement.shifts.empty());
    EXPECT_EQ(ExitCodeOf(judgement), kExitPass);
    // No fresh process was asked, so that none is said to have denied it.
    for (const JudgedPoint& point : judgement.points) {
      EXPECT_EQ(point.reason, Reason::kWithinTolerance) << ReasonText(point.reason);
    }
  }
}

TEST(JudgeStored, SuspectsAreUnconfirmedAndOpen) {
  const Judgement judgement = Judge(1, FivePercentAtSeven, StoredPolicy(false));
  EXPECT_EQ(judgement.points[6].verdict, Verdict::kUnconfirmed);
  ASSERT_EQ(judgement.open.size(), 1u);
  EXPECT_EQ(judgement.open[0], judgement.points[6].labels);
  EXPECT_EQ(judgement.pairs_wanted, 3u);
  EXPECT_EQ(ExitCodeOf(judgement), kExitNoAnswer);
}

TEST(JudgeStored, AnExplicitToleranceThatIsClearlyExceededFails) {
  const Judgement judgement = Judge(1, FivePercentAtSeven, StoredPolicy(true));
  EXPECT_EQ(judgement.points[6].verdict, Verdict::kRegressed);
  EXPECT_EQ(ExitCodeOf(judgement), kExitRegression);
  Policy close = StoredPolicy(true);
  close.tolerance = 0.0505;  // within the interval
  EXPECT_NE(Judge(1, FivePercentAtSeven, close).points[6].verdict, Verdict::kRegressed);
}

TEST(JudgeStored, OneProcessASideMustExceedMore) {
  const auto slower = [](int64_t head_dim) { return head_dim == 7 ? 0.035 : 0; };
  Policy policy = StoredPolicy(true);
  policy.stored_difference = 0.02;
  EXPECT_EQ(Judge(1, slower, policy).points[6].verdict, Verdict::kUnconfirmed);
  EXPECT_EQ(Judge(3, slower, policy).points[6].verdict, Verdict::kRegressed);
  EXPECT_EQ(Judge(1, FivePercentAtSeven, policy).points[6].verdict, Verdict::kRegressed);
}

TEST(JudgeStored, ToleranceOfACase) {
  const Labels seven = Judge(1, NoSlowdown, {}).points[6].labels;
  Policy policy = StoredPolicy(false);
  policy.case_tolerances[CaseKey(seven)] = {0.10, "known"};
  const Judgement wide = Judge(1, FivePercentAtSeven, policy);
  EXPECT_EQ(wide.points[6].verdict, Verdict::kTolerated);
  EXPECT_EQ(wide.points[6].detail, "known");
  EXPECT_EQ(ExitCodeOf(wide), kExitPass);
  policy.case_tolerances[CaseKey(seven)] = {0.01, ""};
  EXPECT_EQ(Judge(1, FivePercentAtSeven, policy).points[6].verdict, Verdict::kRegressed);
}

TEST(JudgeStored, AClassThatMovedTogetherIsAShift) {
  const auto odd = [](int64_t head_dim) { return head_dim % 2 == 1 ? 0.04 : 0; };
  const Judgement judgement = Judge(1, odd, StoredPolicy(false));
  ASSERT_FALSE(judgement.shifts.empty());
  EXPECT_EQ(judgement.shifts.back().scope.alignment_class, "1");
  EXPECT_EQ(judgement.shifts.back().verdict, Verdict::kUnconfirmed);
  EXPECT_EQ(Judge(1, odd, StoredPolicy(true)).shifts.back().verdict, Verdict::kRegressed);
  const auto faster = [](int64_t head_dim) { return head_dim % 2 == 1 ? -0.04 : 0; };
  EXPECT_EQ(Judge(1, faster, StoredPolicy(false)).shifts.back().verdict, Verdict::kImproved);
}

}  // namespace
}  // namespace attnwatch
