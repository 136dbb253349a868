// SPDX-License-Identifier: Apache-2.0
//
// `attnwatch trend` as users call it, on a made-up history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "baselines/history/index.h"
#include "ci/testing/run_tool.h"
#include "compare/testing/synthetic_process.h"
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

  // January to March; head_dim 3 is slower by `size` from the last `days` nights on.
  void Fill(double size, int days = 20, int nights = 80) const {
    HistoryIndex index(db(), HistoryIndex::Mode::kWrite);
    for (int number = 0; number < nights; ++number) {
      HistoryEntry entry;
      Night& night = entry.night;
      night.run_id = night.path = night.fingerprint = std::to_string(number);
      night.grid = "figure";
      night.device_key = "gpu";
      night.commit = "commit" + std::to_string(number);
      const int day = number % 28 + 1, month = number / 28 + 1;
      night.started_at = "2026-0" + std::to_string(month) + (day < 10 ? "-0" : "-") +
                         std::to_string(day) + "T03:00:00Z";
      night.started_seconds = 1767236400 + 86400LL * number;
      night.complete = true;
      for (uint64_t head_dim = 1; head_dim <= 6; ++head_dim) {
        NightPoint point;
        point.status = Status::kOk;
        point.sample_count = 20;
        point.own_clock_log_median =
            -6 + 0.002 * NormalHash(head_dim, static_cast<uint64_t>(number), 7);
        if (head_dim == 3 && number >= nights - days) point.own_clock_log_median += size;
        point.log_median = point.own_clock_log_median;
        point.deviation = 0.001;
        entry.points.push_back(
            {{{"kernel", "cublas"}, {"head_dim", std::to_string(head_dim)}}, point});
      }
      index.Add(entry);
    }
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

TEST_F(TrendCommandTest, OneNightIsTooFew) {
  Fill(0, 0, 1);
  const Outcome outcome = Trend();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("6 with too few nights to judge by"));
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
