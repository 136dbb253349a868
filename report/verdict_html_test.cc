// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/count.h"
#include "report/testing/small_verdict.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Page(const SmallVerdict& small) {
  return RenderVerdictHtml(small.report(), {&small.baseline}, {&small.candidate});
}

TEST(VerdictHtml, HasEveryPart) {
  const std::string html = Page(SmallVerdict());
  EXPECT_THAT(html, HasSubstr("<h1>CASES MISSING OR WRONG: 1 missing, 1 incorrect, 2 regressed"));
  EXPECT_THAT(html, HasSubstr("<p class=\"loud bad\">an override expired</p>"));
  EXPECT_EQ(Count(html, "class=\"overlay\""), 7u);  // the baseline's lines
  EXPECT_EQ(Count(html, "<rect x=\"") >= 6, true);  // the map's ticks
  EXPECT_EQ(Count(html, "<tr>"), 7u);               // head and cases
  EXPECT_EQ(Count(html, "class=\"strip\""), 4u);    // measured on both sides
  EXPECT_THAT(html, HasSubstr("kernel changed: gemm_128x128 -&gt; gemm_64x64"));
  EXPECT_THAT(html, HasSubstr("data-value=\"0.02\""));
}

TEST(VerdictHtml, ColoursOnlyWhatIsBeyondTheMargin) {
  SmallVerdict small;
  const size_t grey = Count(Page(small), "rgba(128,128,128");
  EXPECT_EQ(grey, 1u);  // the one that is equivalent
  small.policy.margin = 1;
  EXPECT_EQ(Count(Page(small), "rgba(128,128,128"), 4u);  // all with times on both sides
}

TEST(VerdictHtml, ShowsTheSamplesOfAFewEquivalentCasesOnly) {
  SmallVerdict small;
  const JudgedPoint moved = small.judgement.points[1];
  JudgedPoint equal = moved;
  equal.verdict = Verdict::kEquivalent;
  small.judgement.points.assign(20, equal);
  EXPECT_EQ(Count(Page(small), "class=\"strip\""), 6u);
  EXPECT_THAT(Page(small), HasSubstr("14 less severe cases are not shown"));
  small.judgement.points.assign(20, moved);
  EXPECT_EQ(Count(Page(small), "class=\"strip\""), 20u);
}

TEST(VerdictHtml, IsInertWhateverTheRunsHold) {
  const std::string html = Page(SmallVerdict());
  EXPECT_THAT(html, HasSubstr("gpu&lt;1&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("gpu<1>")));
  EXPECT_THAT(html, HasSubstr("is &lt;off&gt;"));
}

TEST(VerdictHtml, DrawsWithoutABaseline) {
  const SmallVerdict small;
  EXPECT_THAT(RenderVerdictHtml(small.report(), {}, {&small.candidate}), HasSubstr("<svg"));
}

}  // namespace
}  // namespace attnwatch
