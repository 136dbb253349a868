// SPDX-License-Identifier: Apache-2.0
//
// `attnwatch trend` as users call it, on a made-up history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "ci/testing/run_tool.h"
#include "ci/testing/trend_history.h"
#include "report/trend_json.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TrendCommandTest : public ::testing::Test {
 protected:
  TrendCommandTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("trend_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~TrendCommandTest() override { fs::remove_all(folder_); }

  std::string db() const { return (folder_ / "history.db").string(); }

  // head_dim 3 is slower by `size` from the last `days` nights on. `change` may change any night.
  void Fill(double size, size_t days = 20, size_t nights = 80,
            const NightChange& change = {}) const {
    const auto effect = [=](size_t night, int64_t head_dim) {
      return head_dim == 3 && night + days >= nights ? size : 0;
    };
    WriteTrendHistory(db(), nights, effect, change);
  }

  // All cases follow the clock; `shift` says what that of a case is off by.
  void FillClocks(const std::function<double(size_t, size_t)>& shift) const {
    Fill(0, 0, 80, [&](size_t number, HistoryEntry* entry) {
      for (size_t i = 0; i < entry->points.size(); ++i) {
        NightPoint& point = entry->points[i].second;
        point.log_clock = 21.3 + shift(number, i);
        point.elasticity = -1;
        point.elasticity_error = 0.05;
        point.own_clock_log_median -= shift(number, i);
        point.log_median = point.own_clock_log_median;
      }
    });
  }

  Outcome Trend(Arguments more = {}) const {
    Arguments arguments = {"trend", "--db", db(), "--baselines", folder_.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunTool(arguments);
  }

  fs::path folder_;
};

TEST_F(TrendCommandTest, QuietNightsPass) {
  Fill(0);
  const Outcome outcome = Trend();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("80 nights, 6 cases: 6 without any alarm"));
}

TEST_F(TrendCommandTest, ASlowdownIsUnconfirmed) {
  Fill(0.03);
  const Outcome outcome = Trend();
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ALARM kernel=cublas/head_dim=3 on gpu: slower by +"));
  EXPECT_THAT(outcome.out, HasSubstr("commits: after commit59 ("));
  EXPECT_THAT(outcome.out, HasSubstr("ci/gate.sh --base=commit59 --head=commit6"));
  EXPECT_THAT(Trend({"--case", "head_dim=2"}).out, Not(HasSubstr("ALARM")));
  EXPECT_EQ(Trend({"--case", "head_dim=2"}).exit_code, 0);
}

TEST_F(TrendCommandTest, AnImprovementIsToldAndPasses) {
  Fill(-0.03);
  EXPECT_EQ(Trend().exit_code, 0);
  EXPECT_THAT(Trend().out, HasSubstr("faster by -"));
}

TEST_F(TrendCommandTest, ALibraryThatMovesEveryPointIsOneAlarmWithItsName) {
  Fill(0, 0, 80, [](size_t number, HistoryEntry* entry) {
    entry->night.environment = number < 60 ? "board=b\ncublas_version=13.1\ndriver=1\n"
                                           : "board=b\ncublas_version=13.2\ndriver=1\n";
    if (number < 60) return;
    for (auto& [labels, point] : entry->points) point.own_clock_log_median += 0.0198;
  });
  const Outcome outcome = Trend();
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("ALARM cublas on gpu: 6 of 6 cases slower by +2.0"));
  EXPECT_THAT(outcome.out, HasSubstr("with cublas_version 13.1 -> 13.2 (another library)"));
  EXPECT_THAT(outcome.out, HasSubstr("commits: after commit59 (2026-03-01), up to commit60"));
  EXPECT_THAT(outcome.out, HasSubstr("ci/gate.sh --base=commit59 --head=commit60 --grid=figure"));
}

TEST_F(TrendCommandTest, TheMachinesClockIsNoAlarm) {
  FillClocks([](size_t number, size_t) { return number == 60 ? -0.0834 : 0; });
  EXPECT_THAT(Trend().out, HasSubstr("80 nights, 6 cases: 6 without any alarm"));
  EXPECT_EQ(Trend().exit_code, 0);
}

TEST_F(TrendCommandTest, TheMachinesClockIsNoAlarmForGood) {
  FillClocks([](size_t number, size_t) { return number >= 60 ? -0.0834 : 0; });
  EXPECT_THAT(Trend().out, HasSubstr("80 nights, 6 cases: 6 without any alarm"));
  EXPECT_EQ(Trend().exit_code, 0);
}

TEST_F(TrendCommandTest, ACaseThatLowersItsOwnClockIsAnAlarm) {
  FillClocks([](size_t number, size_t place) { return number >= 60 && place == 4 ? -0.0408 : 0; });
  for (const Arguments& selection : {Arguments{}, Arguments{"--case", "head_dim=5"}}) {
    const Outcome outcome = Trend(selection);
    EXPECT_EQ(outcome.exit_code, 3) << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("ALARM kernel=cublas/head_dim=5 on gpu: slower by +4."));
    EXPECT_THAT(outcome.out, HasSubstr("cause clock"));
    EXPECT_THAT(outcome.out, HasSubstr("commits: after commit59"));
  }
}

TEST_F(TrendCommandTest, OneNightIsTooFew) {
  Fill(0, 0, 1);
  const Outcome outcome = Trend();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("6 with too few nights to judge by"));
}

TEST_F(TrendCommandTest, WritesAPageWithTheStep) {
  Fill(0.03);
  const std::string page = (folder_ / "trend.html").string();
  const Outcome outcome = Trend({"--html", page});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("Wrote " + page));
  const std::string html = ReadFile(page, size_t{1} << 24);
  EXPECT_THAT(html, HasSubstr("<title>step of +"));
  EXPECT_THAT(html, HasSubstr("on 2026-03-02: "));
  EXPECT_THAT(html, HasSubstr("commits after commit59 up to commit60"));
  EXPECT_THAT(html, HasSubstr("1 of 1 cases"));
  EXPECT_THAT(html, HasSubstr("Other cases"));
  ASSERT_EQ(Trend({"--html", page, "--case", "*"}).exit_code, 3);
  EXPECT_THAT(ReadFile(page, size_t{1} << 24), HasSubstr("6 of 6 cases"));
}

TEST_F(TrendCommandTest, ProgramsReadAFile) {
  Fill(0.03);
  const std::string json = (folder_ / "trend.json").string();
  const std::string text = (folder_ / "trend.txt").string();
  const Outcome outcome = Trend({"--json", json, "--text", text});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("TREND: kernel=cublas/head_dim=3 on gpu: slower by +"));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
  EXPECT_THAT(ReadFile(text, 1 << 20), HasSubstr("ALARM kernel=cublas/head_dim=3 on gpu"));
  const TrendSummary summary = ReadTrendJson(json);
  ASSERT_EQ(summary.groups.size(), 1u);
  EXPECT_EQ(summary.groups[0].last_good_commit, "commit59");
  EXPECT_LT(summary.groups[0].size.low, 0.03);
  EXPECT_GT(summary.groups[0].size.low, 0.02);
  EXPECT_GT(summary.groups[0].size.high, 0.03);
  EXPECT_EQ(summary.kernels[0].cases, 6u);
  EXPECT_EQ(summary.kernels[0].slower, 1u);
}

TEST_F(TrendCommandTest, APageThatCannotBeWrittenIsSaid) {
  Fill(0, 0, 1);
  const Outcome outcome = Trend({"--html", folder_.string()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr(folder_.string()));
}

// The night's own words come before its files, and nothing half written is left.
TEST_F(TrendCommandTest, WhatCannotBeWrittenIsSaidAfterTheAlarms) {
  Fill(0.03);
  std::ofstream(folder_ / "file") << "in the way";
  const Outcome outcome = Trend({"--text", (folder_ / "file" / "trend.txt").string()});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, StartsWith("TREND: "));
  EXPECT_THAT(outcome.err, HasSubstr("trend.txt"));
}

TEST_F(TrendCommandTest, ARunNamesItsDeviceAndGrid) {
  Fill(0.03);
  attnwatch::Run run;
  run.suite = "attention_score";
  run.id = "1";
  run.grid = "figure";
  run.started_at = "2026-03-24T03:00:00Z";
  run.environment.device_key = "gpu";
  const std::string path = (folder_ / "run.json").string();
  WriteRunJson(run, path);
  EXPECT_EQ(Trend({"--run", path}).exit_code, 3);
  run.grid = "smoke";
  WriteRunJson(run, path);
  ExpectOneLine(Trend({"--run", path}), 2, "no case of the history");
}

TEST_F(TrendCommandTest, WrongUseIsOneLine) {
  Fill(0, 0, 1);
  ExpectOneLine(Trend({"--since", "yesterday"}), 2, "is no date like");
  ExpectOneLine(Trend({"--confirm", "bundle"}), 2, "--confirm needs --run");
  ExpectOneLine(Trend({"--case", "head_dim=99"}), 2, "no case of the history");
  ExpectOneLine(RunTool({"trend", "--db", (folder_ / "no.db").string()}), 2, "is it there");
}

}  // namespace
}  // namespace attnwatch
