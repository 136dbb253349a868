// SPDX-License-Identifier: Apache-2.0
//
// Markdown, JUnit, annotations and verdict.json of one small judgement.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/testing/count.h"
#include "report/testing/small_verdict.h"
#include "report/verdict_annotations.h"
#include "report/verdict_html.h"
#include "report/verdict_json.h"
#include "report/verdict_junit.h"
#include "report/verdict_markdown.h"
#include "report/verdict_text.h"
#include "results/json_document.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// As the figure with all cases slower, and with long names.
VerdictReport ManyCases() {
  SmallVerdict small;
  for (int i = 0; i < 2000; ++i) {
    small.judgement.points.push_back(small.judgement.points[1]);
    small.judgement.points.back().labels.Set("head_dim", std::to_string(1000 + i));
    small.judgement.points.back().log_ratio = 0.02 + 1e-6 * i;
  }
  return small.report();
}

constexpr char kMarkdown[] =
    R"(<!-- attnwatch gpu&lt;1> figure -->
### :x: CASES MISSING OR WRONG: 1 missing, 1 incorrect, 2 regressed, 1 unconfirmed, 1 equivalent

gpu&lt;1>, grid figure, against the base build: baseline aaaa (1 run), candidate bbbb (1 run). Margin 0.5 %, tolerance 1 %, exit code 4.

- **ERROR** an override expired
- **Warning** the canary moved

What moved together, and what else differs:
- cublas class 1: +1.82 %, unconfirmed (suspected, not yet confirmed by fresh processes), median of 4 cases
- The machine's ceiling \`write\` moved by -5.00 %: not our code.
- cublas\_version 13.1.0 -> 13.2.0

| verdict | case | slower by | would see | why |
|---|---|---|---|---|
| missing | head\_dim=64/hidden\_size=6144/alignment\_class=64 |  |  | the candidate does not measure it |
| incorrect | head\_dim=8/hidden\_size=768/alignment\_class=8 |  |  | not measured, or not to be believed: score 3 \| is &lt;off> |
| regressed | head\_dim=5/hidden\_size=480/alignment\_class=1 | +4.08 % [+3.87 %, +4.29 %] | +0.75 % | its clock differs in every pair: the code draws more or less power; clock 3.92 % lower in the candidate |
| regressed | head\_dim=3/hidden\_size=288/alignment\_class=1 | +2.02 % [+1.82 %, +2.22 %] | +0.75 % | slower at equal clocks; kernel changed: gemm\_128x128 -> gemm\_64x64; registers changed: 168 -> 255 |
| unconfirmed | head\_dim=7/hidden\_size=672/alignment\_class=1 | +1.51 % [+1.31 %, +1.71 %] | +0.75 % | suspected, not yet confirmed by fresh processes |
)";

TEST(VerdictMarkdown, Golden) {
  EXPECT_EQ(FormatVerdictMarkdown(SmallVerdict().report()), kMarkdown);
}

TEST(VerdictMarkdown, FitsAndSaysWhatItCut) {
  const std::string text = FormatVerdictMarkdown(ManyCases());
  EXPECT_LE(text.size(), kMarkdownBytesMax);
  EXPECT_GT(text.size(), kMarkdownBytesMax / 2);
  const size_t rows = Count(text, "\n| regressed |");
  EXPECT_THAT(text, HasSubstr(std::to_string(2003 - rows) + " less severe cases were cut"));
  EXPECT_THAT(text, HasSubstr("| missing |"));
}

TEST(VerdictMarkdown, ManyNoticesDoNotPushOutTheCases) {
  SmallVerdict small;
  small.notices.assign(1000, {Severity::kWarning, std::string(400, '*')});
  const std::string text = FormatVerdictMarkdown(small.report());
  EXPECT_LE(text.size(), kMarkdownBytesMax);
  EXPECT_THAT(text, HasSubstr("and 980 more notices"));
  EXPECT_THAT(text, HasSubstr("| missing |"));
}

constexpr char kJunit[] = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite package="attention_score.figure" id="0" name="attention_score.figure" timestamp="2026-11-23T12:00:00" hostname="gpu&lt;1&gt;" tests="8" failures="2" errors="3" skipped="2" time="0.004077126">
    <properties>
      <property name="device_key" value="gpu&lt;1&gt;"/>
      <property name="comparison" value="the base build"/>
      <property name="baseline_commit" value="aaaa"/>
      <property name="candidate_commit" value="bbbb"/>
      <property name="differs: cublas_version" value="13.1.0 -&gt; 13.2.0"/>
    </properties>
)";

TEST(VerdictJunit, Golden) {
  const std::string xml = FormatVerdictJunit(SmallVerdict().report());
  EXPECT_THAT(xml, StartsWith(kJunit));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"whole comparison\" classname=\"comparison\" "
                             "time=\"0.000000000\"><error message=\"CASES MISSING OR WRONG: "));
  EXPECT_THAT(
      xml, HasSubstr("    <testcase name=\"head_dim=3/hidden_size=288/alignment_class=1\" "
                     "classname=\"case\" time=\"0.001020201\"><failure message=\"+2.02 % [+1.82 %, "
                     "+2.22 %]: slower at equal clocks; kernel changed: "));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"unconfirmed: +1.51 %"));
  EXPECT_THAT(xml,
              HasSubstr("<error message=\"the candidate does not measure it\" type=\"missing\">"));
  EXPECT_THAT(xml, HasSubstr("alignment_class=1\" classname=\"case\" time=\"0.001001001\"/>"));
  EXPECT_THAT(xml, HasSubstr("<system-out>an override expired\nthe canary moved\n"));
  EXPECT_EQ(Count(xml, "<testcase "), 8u);
}

TEST(VerdictAnnotations, Golden) {
  EXPECT_EQ(
      FormatVerdictAnnotations(SmallVerdict().report()),
      "::error title=CASES MISSING OR WRONG::1 missing, 1 incorrect, 2 regressed, 1 unconfirmed, 1 "
      "equivalent on gpu<1>, grid figure\n"
      "::warning title=moved together::cublas class 1: +1.82 %25, unconfirmed (suspected, not yet "
      "confirmed by fresh processes), median of 4 cases\n"
      "::error title=missing%3A head_dim=64/hidden_size=6144/alignment_class=64::the candidate "
      "does "
      "not measure it\n"
      "::error title=incorrect%3A head_dim=8/hidden_size=768/alignment_class=8::not measured, or "
      "not "
      "to be believed: score 3 | is <off>\n"
      "::error title=regressed%3A head_dim=5/hidden_size=480/alignment_class=1::+4.08 %25 [+3.87 "
      "%25, +4.29 %25] its clock differs in every pair: the code draws more or less power; clock "
      "3.92 %25 lower in the candidate\n"
      "::error title=regressed%3A head_dim=3/hidden_size=288/alignment_class=1::+2.02 %25 [+1.82 "
      "%25, +2.22 %25] slower at equal clocks; kernel changed: gemm_128x128 -> gemm_64x64; "
      "registers "
      "changed: 168 -> 255\n"
      "::warning title=unconfirmed%3A head_dim=7/hidden_size=672/alignment_class=1::+1.51 %25 "
      "[+1.31 "
      "%25, +1.71 %25] suspected, not yet confirmed by fresh processes\n");
}

TEST(VerdictAnnotations, AreTenAtMost) {
  const std::string text = FormatVerdictAnnotations(ManyCases());
  EXPECT_EQ(Count(text, "\n"), kAnnotationsMax);
  EXPECT_THAT(text, HasSubstr("title=more::1998 less severe ones"));
}

TEST(VerdictJson, SaysEverythingInKnownKeys) {
  const Json json = ParseJson(FormatVerdictJson(SmallVerdict().report()), "verdict.json");
  EXPECT_EQ(json["verdict_schema_version"], 1);
  EXPECT_EQ(json["exit_code"], 4);
  EXPECT_EQ(json["counts"]["regressed"], 2);
  EXPECT_EQ(json["counts"]["tolerated"], 0);
  EXPECT_EQ(json["counts"].size(), 13u);
  EXPECT_EQ(json["notices"][0]["severity"], "error");
  EXPECT_EQ(json["differences"][0]["candidate"], "13.2.0");
  EXPECT_EQ(json["shifts"][0]["alignment_class"], "1");
  ASSERT_EQ(json["cases"].size(), 6u);
  EXPECT_TRUE(json["cases"][0]["log_ratio"].is_null());
  EXPECT_EQ(json["cases"][3]["labels"]["head_dim"], "3");
  EXPECT_EQ(json["cases"][3]["log_ratio"], 0.02);
  EXPECT_EQ(json["cases"][3]["reason"], "slower");
}

TEST(VerdictJson, WhatIsNotFiniteIsUnknown) {
  SmallVerdict small;
  JudgedPoint& point = small.judgement.points[0];
  point.high = std::numeric_limits<double>::infinity();
  point.minimum_detectable_log_ratio = std::numeric_limits<double>::infinity();
  const Json json = ParseJson(FormatVerdictJson(small.report()), "verdict.json");
  EXPECT_TRUE(json["cases"][5]["high"].is_null());
  EXPECT_TRUE(json["cases"][5]["minimum_detectable_log_ratio"].is_null());
}

TEST(VerdictFiles, EachSaysThatSlowdownsWerePlanted) {
  SmallVerdict small;
  EXPECT_THAT(FormatVerdictMarkdown(small.report()), Not(HasSubstr("PLANTED")));
  small.candidate.planted = true;
  const VerdictReport report = small.report();
  const std::string notice = "Slowdowns were PLANTED in the candidate";
  EXPECT_THAT(FormatVerdictMarkdown(report), HasSubstr(notice));
  EXPECT_THAT(FormatVerdictJunit(report), HasSubstr(notice));
  EXPECT_THAT(FormatVerdictText(report, {}), HasSubstr(notice));
  EXPECT_THAT(RenderVerdictHtml(report, {&small.baseline}, {&small.candidate}), HasSubstr(notice));
  const Json json = ParseJson(FormatVerdictJson(report), "verdict.json");
  EXPECT_TRUE(json["candidate"]["planted"]);
  EXPECT_FALSE(json["baseline"]["planted"]);
}

}  // namespace
}  // namespace attnwatch
