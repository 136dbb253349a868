// SPDX-License-Identifier: Apache-2.0
#include "compare/exit_code.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

Judgement With(const std::vector<Verdict>& verdicts, size_t equivalent = 100) {
  Judgement judgement;
  for (size_t i = 0; i < equivalent; ++i) {
    judgement.points.emplace_back().verdict = Verdict::kEquivalent;
  }
  for (const Verdict verdict : verdicts) judgement.points.emplace_back().verdict = verdict;
  return judgement;
}

TEST(ExitCode, EveryVerdictHasItsOwn) {
  const std::vector<std::pair<Verdict, ExitCode>> table = {
      {Verdict::kRegressed, kExitRegression}, {Verdict::kMinor, kExitPass},
      {Verdict::kImproved, kExitPass},        {Verdict::kEquivalent, kExitPass},
      {Verdict::kInconclusive, kExitPass},    {Verdict::kUnconfirmed, kExitNoAnswer},
      {Verdict::kInvalid, kExitNoAnswer},     {Verdict::kIncorrect, kExitMissing},
      {Verdict::kMissing, kExitMissing},      {Verdict::kFailed, kExitMissing},
      {Verdict::kNotRun, kExitNoAnswer},      {Verdict::kNew, kExitPass},
      {Verdict::kTolerated, kExitPass}};
  for (const auto& [verdict, code] : table) {
    EXPECT_EQ(ExitCodeOf(With({verdict})), code) << VerdictName(verdict);
  }
}

TEST(ExitCode, HasAPrecedence) {
  EXPECT_EQ(ExitCodeOf(With({Verdict::kUnconfirmed, Verdict::kRegressed})), kExitRegression);
  EXPECT_EQ(ExitCodeOf(With({Verdict::kRegressed, Verdict::kMissing, Verdict::kInvalid})),
            kExitMissing);
  EXPECT_EQ(WorseExitCode(kExitMissing, kExitUsage), kExitUsage);
  EXPECT_EQ(WorseExitCode(kExitRegression, kExitMissing), kExitMissing);
  EXPECT_EQ(WorseExitCode(kExitNoAnswer, kExitRegression), kExitRegression);
  EXPECT_EQ(WorseExitCode(kExitNoAnswer, kExitPass), kExitNoAnswer);
}

TEST(ExitCode, MoreThanTwoPercentInconclusiveIsNoAnswer) {
  const std::vector<Verdict> two(2, Verdict::kInconclusive);
  EXPECT_EQ(ExitCodeOf(With(two, 98)), kExitPass);
  EXPECT_EQ(ExitCodeOf(With(two, 97)), kExitNoAnswer);
  Policy policy;
  policy.inconclusive_share_max = 0.5;
  EXPECT_EQ(ExitCodeOf(With(two, 97), policy), kExitPass);
}

TEST(ExitCode, NothingJudgedIsNoAnswer) { EXPECT_EQ(ExitCodeOf({}), kExitNoAnswer); }

TEST(ExitCode, ShiftsCountAsCasesDo) {
  Judgement judgement = With({});
  judgement.shifts.emplace_back().verdict = Verdict::kMinor;
  EXPECT_EQ(ExitCodeOf(judgement), kExitPass);
  judgement.shifts.emplace_back().verdict = Verdict::kUnconfirmed;
  EXPECT_EQ(ExitCodeOf(judgement), kExitNoAnswer);
  judgement.shifts.emplace_back().verdict = Verdict::kRegressed;
  EXPECT_EQ(ExitCodeOf(judgement), kExitRegression);
}

}  // namespace
}  // namespace attnwatch
