// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ci/policy_json.h"
#include "ci/tolerances.h"
#include "compare/case_table.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

constexpr char kOverride[] =
    R"({"cases":"head_dim=6?","tolerance":0.05,"owner":"ann","reason":"known","expires":"2026-12-31"})";

std::string PolicyText(const std::string& overrides) {
  return R"({"policy_schema_version":1,"ab":{"margin":0.005,"tolerance":0.01,"suspect_limit":64},
"stored":{"same_board":{"margin":0.01,"tolerance":0.02},"other_board":{"margin":0.04,"tolerance":0.08},
"stale_after_days":14,"refused_after_days":45},"inconclusive_share_max":0.02,"overrides":[)" +
         overrides + "]}";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

void ExpectRefused(const std::string& text, const std::string& why) {
  try {
    ParseGatePolicy(text, "policy.json");
    FAIL() << why;
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(why));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

Labels CaseOf(const std::string& head_dim) {
  return {{"kernel", "cublas"}, {"head_dim", head_dim}};
}

PolicyRequest Request(const std::string& today = "2026-11-23") {
  PolicyRequest request;
  request.kind = ComparisonKind::kSameBoard;
  request.cases = {CaseOf("64"), CaseOf("128")};
  request.today = today;
  return request;
}

TEST(GatePolicy, TheBuiltInOneIsTheDesign) {
  const GatePolicy policy = ReadGatePolicy("");
  EXPECT_DOUBLE_EQ(policy.ab.margin, 0.005);
  EXPECT_DOUBLE_EQ(policy.ab.tolerance, 0.01);
  EXPECT_DOUBLE_EQ(policy.same_board.tolerance, 0.02);
  EXPECT_DOUBLE_EQ(policy.other_board.tolerance, 0.08);
  EXPECT_EQ(policy.refused_after_days, 45);
  EXPECT_TRUE(policy.overrides.empty());
}

TEST(GatePolicy, IsStrict) {
  const std::string good = PolicyText(kOverride);
  EXPECT_EQ(ParseGatePolicy(good, "").overrides.size(), 1u);
  ExpectRefused(Replaced(good, "\"margin\"", "\"magin\""),
                "policy.json: ab: has the unknown key `magin`");
  ExpectRefused(Replaced(good, "\"ab\":{", "\"ab\":{\"x\":1,"), "ab: has the unknown key `x`");
  ExpectRefused(Replaced(good, "\"tolerance\":0.01", "\"tolerance\":1.01"), "ab.tolerance");
  ExpectRefused(Replaced(good, "\"tolerance\":0.01", "\"tolerance\":0.001"),
                "must not be less than the margin");
  ExpectRefused(Replaced(good, "2026-12-31", "soon"), "overrides[0].expires: must be a date");
  ExpectRefused(Replaced(good, "\"owner\":\"ann\"", "\"owner\":\"\""), "overrides[0].owner");
  ExpectRefused(Replaced(good, "head_dim=6?", "head_dim"), "is not a case pattern");
  ExpectRefused(Replaced(good, "version\":1", "version\":2"), "policy_schema_version: must be 1");
  ExpectRefused(Replaced(good, "after_days\":45", "after_days\":4"), "stale_after_days");
  ExpectRefused("", "policy.json");
}

TEST(MakePolicy, TheMostSpecialToleranceCounts) {
  const GatePolicy file = ParseGatePolicy(PolicyText(kOverride), "");
  std::vector<Notice> notices;
  PolicyRequest request = Request();
  Policy policy = MakePolicy(file, request, &notices);
  EXPECT_DOUBLE_EQ(policy.tolerance, 0.02);
  EXPECT_FALSE(policy.tolerance_is_explicit);
  ASSERT_EQ(policy.case_tolerances.size(), 1u);
  EXPECT_DOUBLE_EQ(policy.case_tolerances[CaseKey(CaseOf("64"))].tolerance, 0.05);
  EXPECT_EQ(policy.case_tolerances[CaseKey(CaseOf("64"))].why,
            "tolerance 5 % by ann until 2026-12-31: known");

  request.tolerance = 0.03;
  request.beside_baseline = {{CaseOf("64"), {0.2, "own"}}};
  policy = MakePolicy(file, request, &notices);
  EXPECT_DOUBLE_EQ(policy.tolerance, 0.03);
  EXPECT_TRUE(policy.tolerance_is_explicit);
  EXPECT_DOUBLE_EQ(policy.stored_difference, 0.02);
  EXPECT_DOUBLE_EQ(policy.case_tolerances[CaseKey(CaseOf("64"))].tolerance, 0.2);
  EXPECT_TRUE(notices.empty());
}

TEST(MakePolicy, TheLastOverrideThatMatchesCounts) {
  const std::string second = Replaced(kOverride, "0.05", "0.07");
  const GatePolicy file = ParseGatePolicy(PolicyText(kOverride + ("," + second)), "");
  std::vector<Notice> notices;
  Policy policy = MakePolicy(file, Request(), &notices);
  EXPECT_DOUBLE_EQ(policy.case_tolerances[CaseKey(CaseOf("64"))].tolerance, 0.07);
}

TEST(MakePolicy, AnExpiredOverrideIsAnErrorAndNotApplied) {
  const GatePolicy file = ParseGatePolicy(PolicyText(kOverride), "");
  std::vector<Notice> notices;
  EXPECT_EQ(MakePolicy(file, Request("2026-12-31"), &notices).case_tolerances.size(), 1u);
  EXPECT_TRUE(notices.empty());
  EXPECT_TRUE(MakePolicy(file, Request("2027-01-01"), &notices).case_tolerances.empty());
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].severity, Severity::kError);
  EXPECT_THAT(notices[0].text, HasSubstr("by ann expired on 2026-12-31 and is not applied"));
}

TEST(MakePolicy, WarnsOfAnOverrideThatMatchesNothing) {
  const GatePolicy file =
      ParseGatePolicy(PolicyText(Replaced(kOverride, "head_dim=6?", "kernel=onednn")), "");
  std::vector<Notice> notices;
  MakePolicy(file, Request(), &notices);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_THAT(notices[0].text, HasSubstr("matches no case"));
}

TEST(MakePolicy, RefusesAToleranceBelowTheMargin) {
  std::vector<Notice> notices;
  PolicyRequest request = Request();
  request.tolerance = 0.005;
  EXPECT_THROW(MakePolicy(ReadGatePolicy(""), request, &notices), Error);
}

TEST(ParseRatio, TakesPercentAndNumbers) {
  EXPECT_DOUBLE_EQ(ParseRatio("5%"), 0.05);
  EXPECT_DOUBLE_EQ(ParseRatio("0.05"), 0.05);
  for (const char* text : {"", "%", "5", "-1%", "0", "nan", "5%%", "5 %x", "101%", "five"}) {
    EXPECT_THROW(ParseRatio(text), Error) << text;
  }
}

TEST(ExplainPolicy, SaysItInWords) {
  const std::string text = ExplainPolicy(ParseGatePolicy(PolicyText(kOverride), ""), "2027-01-01");
  EXPECT_THAT(text, HasSubstr("from 1 % on it\n  is `regressed`"));
  EXPECT_THAT(text, HasSubstr("refused when older than 45 days"));
  EXPECT_THAT(text, HasSubstr("head_dim=6?: 5 % instead, says ann, until 2026-12-31 (EXPIRED"));
}

}  // namespace
}  // namespace attnwatch
