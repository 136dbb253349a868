// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/small_verdict.h"
#include "report/verdict_text.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(VerdictReport, SortsBySeverityThenBySize) {
  std::vector<std::string> order;
  for (const ReportCase& one : SmallVerdict().report().cases) {
    order.push_back(one.point.labels.Get("head_dim"));
  }
  EXPECT_THAT(order, ElementsAre("64", "8", "5", "3", "7", "1"));
}

TEST(VerdictReport, NamesCandidateCauses) {
  const VerdictReport report = SmallVerdict().report();
  EXPECT_EQ(report.cases[2].cause, "clock 3.92 % lower in the candidate");
  EXPECT_EQ(report.cases[3].cause,
            "kernel changed: gemm_128x128 -> gemm_64x64; registers changed: 168 -> 255");
  ASSERT_EQ(report.differences.size(), 1u);
  EXPECT_EQ(report.differences[0].name, "cublas_version");
  EXPECT_EQ(report.differences[0].candidate, "13.2.0");
  ASSERT_EQ(report.causes.size(), 1u);
  EXPECT_THAT(report.causes[0], HasSubstr("ceiling `write` moved by -5.00 %"));
}

TEST(VerdictReport, SaysWhereTheSlowerCasesLie) {
  SmallVerdict small;
  for (size_t i : {4, 5}) {
    small.judgement.points[i].verdict = Verdict::kEquivalent;
    small.judgement.points[i].baseline_seconds = 1e-3;
    small.judgement.points[i].candidate_seconds = 1e-3;
  }
  EXPECT_THAT(small.report().causes[0],
              HasSubstr("Only class 1 is slower: 3 of its 4 cases, none of 2 others."));
  for (JudgedPoint& point : small.judgement.points) point.verdict = Verdict::kRegressed;
  EXPECT_THAT(small.report().causes[0], HasSubstr("Every case is slower (6 of 6): the machine"));
}

TEST(VerdictReport, NoticesAndExitCode) {
  SmallVerdict small;
  EXPECT_EQ(small.report().notices[0].text, "an override expired");
  EXPECT_EQ(small.report().exit_code, kExitMissing);
}

constexpr char kGolden[] = R"(gpu<1>, grid figure, against the base build
  baseline  aaaa  2026-11-23T12:00:00Z  1 run  board b1
  candidate bbbb  2026-11-23T12:00:00Z  1 run  board b1

CASES MISSING OR WRONG (exit code 4): 1 missing, 1 incorrect, 2 regressed, 1 unconfirmed, 1 equivalent
ERROR: an override expired
WARNING: the canary moved

Moved together
  cublas class 1: +1.82 %, unconfirmed (suspected, not yet confirmed by fresh processes), median of
  4 cases

missing (1)
  head_dim=64/hidden_size=6144/alignment_class=64
      the candidate does not measure it

incorrect (1)
  head_dim=8/hidden_size=768/alignment_class=8
      not measured, or not to be believed: score 3 | is <off>

regressed (2)
  head_dim=5/hidden_size=480/alignment_class=1  +4.08 % [+3.87 %, +4.29 %]  1.000 -> 1.041 ms
      its clock differs in every pair: the code draws more or less power
      cause? clock 3.92 % lower in the candidate
  head_dim=3/hidden_size=288/alignment_class=1  +2.02 % [+1.82 %, +2.22 %]  1.000 -> 1.020 ms
      slower at equal clocks
      cause? kernel changed: gemm_128x128 -> gemm_64x64; registers changed: 168 -> 255

unconfirmed (1)
  head_dim=7/hidden_size=672/alignment_class=1  +1.51 % [+1.31 %, +1.71 %]  1.000 -> 1.015 ms
      suspected, not yet confirmed by fresh processes

What else differs
  The machine's ceiling `write` moved by -5.00 %: not our code.
  cublas_version 13.1.0 -> 13.2.0

A slowdown of +0.75 % would have been found in half of the cases with probability 0.95, of +0.75 %
in all. Margin 0.5 %, tolerance 1 %.
)";

TEST(VerdictText, Golden) {
  SmallVerdict small;
  small.judgement.points.resize(6);
  EXPECT_EQ(FormatVerdictText(small.report(), {}), kGolden);
}

TEST(VerdictText, ColoursOnlyWhenAsked) {
  const VerdictReport report = SmallVerdict().report();
  EXPECT_THAT(FormatVerdictText(report, {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(FormatVerdictText(report, {true}), HasSubstr("\x1b[1;31mCASES MISSING"));
}

TEST(VerdictText, CountsWhatItCuts) {
  const std::string text = FormatVerdictText(SmallVerdict().report(), {false, 1});
  EXPECT_THAT(text, HasSubstr("regressed (2)"));
  EXPECT_THAT(text, HasSubstr("and 1 more"));
  EXPECT_THAT(text, Not(HasSubstr("head_dim=3/")));
}

}  // namespace
}  // namespace attnwatch
