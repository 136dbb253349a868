// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/testing/count.h"
#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Render(const attnwatch::Run& run) {
  return RenderHtmlReport(run, BuildFigure(run), {});
}

TEST(RenderHtmlReportTest, HoldsFigureTableClaimsCasesAndEnvironment) {
  const std::string html = Render(SyntheticRun());
  EXPECT_EQ(Count(html, "class=\"point\""), 341u);
  EXPECT_EQ(Count(html, "status-ok"), 341u);
  EXPECT_EQ(Count(html, "class=\"answer "), 11u);
  EXPECT_EQ(Count(html, "scope=\"row\" class=\"number\""), 8u);
  for (const char* fact : {"synthetic-h100-80gb-hbm3", "2026-11-23T12:00:00Z", "0123abc", "341 ok",
                           "580.159.04", "gemm_float16"}) {
    EXPECT_THAT(html, HasSubstr(fact));
  }
  EXPECT_THAT(html, Not(HasSubstr("class=\"loud\"")));
}

TEST(RenderHtmlReportTest, LoadsNothing) {
  const std::string html = Render(SyntheticRun());
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  for (const char* loader : {" src=", "@import", "url(http", "fetch(", "href=\"http"}) {
    EXPECT_THAT(html, Not(HasSubstr(loader)));
  }
}

TEST(RenderHtmlReportTest, IsLoudAboutAnIncompleteRun) {
  attnwatch::Run run = SyntheticRun();
  run.complete = false;
  run.measurements[4].status = Status::kFailed;
  run.measurements[4].reason = "out of memory";
  const std::string html = Render(run);
  EXPECT_THAT(html, HasSubstr("class=\"loud\">This run is INCOMPLETE"));
  EXPECT_THAT(html, HasSubstr("class=\"loud\">1 of 341 cases are failed"));
  EXPECT_THAT(html, HasSubstr("out of memory"));
  EXPECT_EQ(Count(html, "class=\"point\""), 340u);
}

// Every string of a run, wherever it is shown.
TEST(RenderHtmlReportTest, KeepsEveryStringInert) {
  const std::string evil =
      "</style></script></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'";
  attnwatch::Run run;
  run.grid = run.id = run.started_at = evil;
  run.warnings = {evil};
  run.environment.device_key = evil;
  run.environment.hard = {{evil, evil}};
  run.environment.soft = {{"commit", evil}, {evil, evil}};
  run.ceilings = {{evil, evil, 1.0, 1.0}};
  run.measurements = {SyntheticMeasurement(64, 0.001), SyntheticMeasurement(63, 0.001)};
  for (Measurement& measurement : run.measurements) {
    for (const char* key : {"kernel", "dtype", "layout", "batch", "seq_len"}) {
      measurement.labels.Set(key, evil);
    }
    measurement.labels.Set(evil, evil);
    measurement.launched = {{evil, {1, 1, 1}, {1, 1, 1}}};
    measurement.visits[1].flags = {evil};
  }
  run.measurements[1].status = Status::kFailed;
  run.measurements[1].reason = evil;
  run.measurements[1].labels.Set("head_dim", evil);
  const Figure figure = BuildFigure(run);
  const std::string html = RenderHtmlReport(run, figure, {{evil, figure.panels}});
  EXPECT_EQ(Count(html, "<script"), 1u);  // the page's own
  EXPECT_EQ(Count(html, "</script"), 1u);
  EXPECT_EQ(Count(html, "</style"), 1u);
  EXPECT_EQ(Count(html, "</title>"), 1u + Count(html, "class=\"point\""));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(RenderHtmlReportTest, ShowsARunWithoutAnyCase) {
  const std::string html = Render(attnwatch::Run());
  EXPECT_THAT(html, HasSubstr("No case has a measured time."));
  EXPECT_THAT(html, HasSubstr("No ceilings were measured."));
}

TEST(RenderHtmlReportTest, FindsTheCommitInTheIdWhereTheEnvironmentHasNone) {
  attnwatch::Run run = SyntheticRun();
  run.environment.soft = {};
  EXPECT_THAT(Render(run), HasSubstr("<dt>commit</dt><dd>0123abc</dd>"));
  run.id = "";
  EXPECT_THAT(Render(run), HasSubstr("<dt>commit</dt><dd>not recorded</dd>"));
}

}  // namespace
}  // namespace attnwatch
