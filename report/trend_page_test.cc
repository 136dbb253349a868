// SPDX-License-Identifier: Apache-2.0
#include "report/trend_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/testing/count.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// 28 nights of 3 ms; from night 20 on the first case is slower by 2 % and alarms; the others do
// not.
TrendReport MakeReport(size_t cases) {
  TrendReport report;
  for (size_t i = 0; i < 28; ++i) {
    const std::string day = (i < 9 ? "2026-02-0" : "2026-02-") + std::to_string(i + 1);
    report.nights.push_back({day + "T03:00:00Z", "commit" + std::to_string(i), "gpu", "figure",
                             i < 5 ? "driver=1\n" : "driver=2\n", static_cast<int64_t>(i)});
  }
  for (size_t place = 0; place < cases; ++place) {
    CaseTrend one;
    one.device_key = "gpu";
    one.grid = "figure";
    one.labels = {{"kernel", "<cublas>"}, {"head_dim", std::to_string(place)}};
    one.trend.state.is_learning = false;
    one.trend.state.reference = std::log(0.003);
    one.trend.state.deviation = 0.001;
    one.trend.state.epoch = 1;
    report.points.emplace_back();
    for (size_t i = 0; i < 28; ++i) {
      const double slower = place == 0 && i >= 20 ? std::log(1.02) : 0;
      report.points.back().push_back(
          {i, i < 5 ? size_t{0} : size_t{1}, std::log(0.003) + slower, 2 * std::log(0.001)});
    }
    report.cases.push_back(one);
    report.accepted.emplace_back();
  }
  report.cases[0].trend.alarms.push_back(
      {TrendKind::kSlower, 22, 18, std::nullopt, std::log(1.02)});
  TrendGroup group;
  group.is_open = true;
  group.device_key = "gpu";
  group.watched = 1;
  group.first_raised = group.last_raised = 22;
  group.last_good = 18;
  group.log_ratio = std::log(1.02);
  group.members = {{0, 0}};
  report.groups.push_back(group);
  return report;
}

TEST(TrendPageTest, SaysWhatAlarmsAndWhatToDo) {
  const std::string html = RenderTrendPage(MakeReport(3), {});
  EXPECT_THAT(html, HasSubstr("<h1>Trend: 1 slower</h1>"));
  EXPECT_THAT(html,
              HasSubstr("<b>ALARM kernel=&lt;cublas&gt;/head_dim=0 on gpu: slower by +2.00 %, "));
  EXPECT_THAT(html, HasSubstr("commits: after commit18 (2026-02-19), up to commit22 (2026-02-23)"));
  EXPECT_THAT(html, HasSubstr("ci/gate.sh --base=commit18 --head=commit22 --grid=figure</code>"));
  EXPECT_THAT(html, HasSubstr("<li>2026-02-06, gpu: driver 1 -&gt; 2</li>"));
  EXPECT_THAT(html, HasSubstr("what differs by more than the margin and chance is an alarm.</p>"));
  EXPECT_THAT(html, Not(HasSubstr("<cublas>")));
}

TEST(TrendPageTest, DrawsTheCaseThatAlarmsAndListsTheOthers) {
  const std::string html = RenderTrendPage(MakeReport(3), {});
  EXPECT_EQ(Count(html, "<svg class=\"trend\""), 1u);
  EXPECT_EQ(Count(html, "<circle class=\"night\""), 28u);
  EXPECT_EQ(
      Count(html, "<g class=\"epoch\"><title>2026-02-06: another environment, driver 1 -&gt; 2"),
      1u);
  EXPECT_EQ(Count(html,
                  "<g class=\"alarm slower\"><title>slower by +2.00 %: since 2026-02-20, "
                  "called 2026-02-23, goes on</title>"),
            1u);
  EXPECT_EQ(Count(html, "<polyline class=\"series\""), 2u);  // one an environment
  EXPECT_THAT(html, HasSubstr("<title>2026-02-21: 3.060 ms, +2.00 % of the reference, samples "
                              "vary by 0.1 %, commit commit20</title>"));
  EXPECT_THAT(html, HasSubstr("1 of 1 cases that alarm or were asked for."));
  EXPECT_EQ(Count(html, "head_dim=1</td>"), 1u);
  EXPECT_EQ(Count(html, "head_dim=2</td>"), 1u);
}

TEST(TrendPageTest, StepsAreDatedByTheNightAndItsCommits) {
  const std::string html = RenderTrendPage(MakeReport(1), {});
  EXPECT_EQ(Count(html, "<g class=\"step\">"), 1u);
  EXPECT_THAT(html, HasSubstr("<title>step of +2.00 % on 2026-02-21: 3.000 to 3.060 ms, commits "
                              "after commit19 up to commit20</title>"));
  EXPECT_THAT(html, HasSubstr("<td>2026-02-21</td><td>after commit19 up to commit20</td>"
                              "<td class=\"number\" data-value=\"0.019803\">+2.00 %</td>"));
  // What comes with another environment is an alarm, and no step: each is dated by itself.
  EXPECT_EQ(Count(html, "on 2026-02-06:"), 0u);
}

TEST(TrendPageTest, AcceptancesAreDrawnWithTheirReason) {
  TrendReport report = MakeReport(1);
  report.accepted[0] = {{10, "2026-02-12T00:00:00Z", "commit10", "exact \"sums\""},
                        {28, "2026-03-12T00:00:00Z", "commit40", "no night yet"}};
  const std::string html = RenderTrendPage(report, {});
  EXPECT_EQ(Count(html, "<g class=\"accepted\">"), 1u);
  EXPECT_THAT(html, HasSubstr("<title>accepted 2026-02-12 (commit commit10): exact &quot;sums"));
}

TEST(TrendPageTest, SaysWhatIsCut) {
  const std::string html = RenderTrendPage(MakeReport(kTrendPlotsMost + 7), {"", true});
  EXPECT_EQ(Count(html, "<svg class=\"trend\""), kTrendPlotsMost);
  EXPECT_THAT(html, HasSubstr("200 of 207 cases that alarm or were asked for; a page holds"));
  // The first one drawn is the one that alarms, and nothing is lost.
  EXPECT_EQ(Count(html, "head_dim=206</td>"), 1u);
}

TEST(TrendPageTest, AnOddNightIsAtTheEdge) {
  TrendReport report = MakeReport(1);
  report.points[0][12].log_seconds += 1;
  const std::string html = RenderTrendPage(report, {});
  EXPECT_EQ(Count(html, "<circle class=\"night beyond\""), 1u);
  EXPECT_EQ(Count(html, "<g class=\"step\">"), 1u);
  EXPECT_THAT(html, Not(HasSubstr("nan")));
}

TEST(TrendPageTest, FewNightsAndNone) {
  for (const size_t nights : {size_t{0}, size_t{1}, size_t{2}}) {
    TrendReport report = MakeReport(1);
    report.groups.clear();
    report.cases[0].trend = {};
    report.nights.resize(nights);
    report.points[0].resize(nights);
    const std::string html = RenderTrendPage(report, {"", true});
    EXPECT_THAT(html, HasSubstr("<h1>Trend: no alarm</h1>"));
    EXPECT_EQ(Count(html, "<circle class=\"night\""), nights);
    EXPECT_THAT(html, Not(HasSubstr("nan")));
    EXPECT_THAT(html, Not(HasSubstr("inf ")));
  }
}

TEST(TrendPageTest, WhatEndedEarlierIsNotTold) {
  TrendReport report = MakeReport(1);
  report.groups[0].is_open = false;
  report.cases[0].trend.alarms[0].ended = 25;
  EXPECT_THAT(RenderTrendPage(report, {"2026-02-26", false}), HasSubstr("Trend: 1 ended"));
  EXPECT_THAT(RenderTrendPage(report, {"2026-02-27", false}), HasSubstr("Trend: no alarm"));
}

}  // namespace
}  // namespace attnwatch
