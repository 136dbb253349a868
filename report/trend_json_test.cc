// SPDX-License-Identifier: Apache-2.0
#include "report/trend_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "report/testing/small_trend.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(TrendSummaryTest, KnowsWhenWhereHowMuchAndWhatToDo) {
  const TrendSummary summary = SummarizeTrend(SmallTrend());
  ASSERT_THAT(summary.groups, SizeIs(1));
  const TrendSummaryGroup& group = summary.groups[0];
  EXPECT_EQ(group.title, "kernel=cublas/head_dim=65 on gpu: slower by +2.00 %");
  EXPECT_EQ(group.grid, "figure");
  EXPECT_EQ(group.since, "2026-01-05T03:00:00Z");
  EXPECT_EQ(group.called, "2026-01-07T03:00:00Z");
  EXPECT_EQ(group.ended, "");
  EXPECT_EQ(group.last_good_commit, "commit3");
  EXPECT_EQ(group.called_commit, "commit6");
  EXPECT_THAT(group.environment_changes, ElementsAre("driver 1 -> 2 (2026-01-06)"));
  EXPECT_EQ(group.confirm, "ci/gate.sh --base=commit3 --head=commit6 --grid=figure");
  // Four nights before, five since, a deviation of 0.001: 1.96 * sqrt(pi/2 * (1/4 + 1/5)) of it.
  EXPECT_NEAR(group.size.low, 0.0198 - 0.00164785, 1e-7);
  EXPECT_NEAR(group.size.high, 0.0198 + 0.00164785, 1e-7);
  ASSERT_THAT(summary.kernels, SizeIs(1));
  EXPECT_EQ(summary.kernels[0].nights, 9u);
  EXPECT_EQ(summary.kernels[0].last_night, "2026-01-09T03:00:00Z");
  EXPECT_EQ(summary.kernels[0].slower, 1u);
  EXPECT_EQ(summary.kernels[0].noisier, 0u);
}

// Nights of another environment do not say how far these scatter.
TEST(TrendSummaryTest, WhatIsOfAnotherEnvironmentHasNoInterval) {
  TrendReport report = SmallTrend();
  for (TrendPoint& point : report.points[0]) point.epoch = point.night == 8 ? 1 : 0;
  report.cases[0].trend.state.epoch = 1;
  const TrendSize size = SummarizeTrend(report).groups[0].size;
  EXPECT_TRUE(std::isinf(size.low));
  EXPECT_TRUE(std::isinf(size.high));
}

TEST(TrendSummaryTest, WhatEndedSaysWhen) {
  TrendReport report = SmallTrend();
  report.cases[0].trend.alarms[0].ended = 7;
  report.groups[0].is_open = false;
  const TrendSummary summary = SummarizeTrend(report);
  EXPECT_EQ(summary.groups[0].ended, "2026-01-08T03:00:00Z");
  EXPECT_EQ(summary.kernels[0].slower, 0u);
}

TEST(TrendJsonTest, IsReadAsItWasWritten) {
  TrendSummary summary = SummarizeTrend(SmallTrend());
  summary.skipped_nights = 2;
  summary.groups[0].confirmation = TrendConfirmation::kConfirmed;
  summary.groups[0].confirmation_detail = "A/B";
  summary.groups.push_back(summary.groups[0]);
  summary.groups[1].kind = TrendKind::kNoisier;
  summary.groups[1].size = summary.groups[1].cases[0].size = {};
  summary.groups[1].since = summary.groups[1].confirm = "";
  const std::string text = FormatTrendJson(summary);
  const TrendSummary read = ParseTrendJson(text, "trend.json");
  EXPECT_EQ(FormatTrendJson(read), text);
  ASSERT_THAT(read.groups, SizeIs(2));
  EXPECT_EQ(read.groups[0].cases[0].labels.Name(), "kernel=cublas/head_dim=65");
  EXPECT_EQ(read.groups[0].size.high, summary.groups[0].size.high);
  EXPECT_EQ(read.groups[0].confirmation, TrendConfirmation::kConfirmed);
  EXPECT_TRUE(std::isinf(read.groups[1].size.high));
  EXPECT_EQ(read.groups[1].since, "");
  EXPECT_EQ(read.skipped_nights, 2u);
  EXPECT_THAT(ParseTrendJson(FormatTrendJson({}), "").groups, IsEmpty());
}

std::string Complaint(const std::string& from, const std::string& to) {
  std::string text = FormatTrendJson(SummarizeTrend(SmallTrend()));
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  try {
    ParseTrendJson(text, "trend.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

TEST(TrendJsonTest, WhatIsWrongIsOneLine) {
  EXPECT_THAT(Complaint("_version\": 1", "_version\": 2"), HasSubstr("this reader knows 1 only"));
  EXPECT_THAT(Complaint("\"kind\":\"slower\"", "\"kind\":\"slow\""),
              HasSubstr("trend.json: alarms[0].kind: is not one of the known names: \"slow\""));
  EXPECT_THAT(Complaint("\"called\":", "\"x\":"), HasSubstr("alarms[0]"));
  EXPECT_THAT(Complaint("2026-01-07T03:00:00Z", "yesterday"),
              HasSubstr("alarms[0].called: must be a time"));
  EXPECT_THAT(Complaint("\"cublas\",\"head_dim\"", "\"\",\"head_dim\""),
              HasSubstr("alarms[0].cases[0].labels.kernel: must be a name"));
  EXPECT_THAT(Complaint("]\n}", "]"), HasSubstr("the text ends too early"));
}

}  // namespace
}  // namespace attnwatch
