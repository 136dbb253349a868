// SPDX-License-Identifier: Apache-2.0
#include "dashboards/run_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "report/testing/small_trend.h"
#include "report/testing/small_verdict.h"
#include "report/trend_json.h"
#include "report/verdict_json.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class RunSourceTest : public ::testing::Test {
 protected:
  RunSourceTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("source_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~RunSourceTest() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  // A run of the day `day` of November.
  void Write(const std::string& name, int day, bool complete = true, const char* grid = "figure") {
    attnwatch::Run run = SmallVerdict().candidate;
    run.id = "run-" + std::to_string(day);
    run.started_at = "2026-11-" + std::to_string(day) + "T02:00:00Z";
    run.complete = complete;
    run.grid = grid;
    WriteRunJson(run, Path(name));
  }

  static std::vector<std::string> Ids(const std::vector<const Snapshot*>& snapshots) {
    std::vector<std::string> ids;
    for (const Snapshot* snapshot : snapshots) ids.push_back(snapshot->run.id);
    return ids;
  }

  void MakeOld(const std::string& name) const {
    fs::last_write_time(Path(name), fs::file_time_type::clock::now() - std::chrono::hours(1));
  }

  std::string Complaint(const RunSource& source) const {
    try {
      source.RequireGood();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

  fs::path folder_;
};

TEST_F(RunSourceTest, TakesTheNewestOfEachGrid) {
  Write("a/run.json", 20);
  Write("b/run.json", 22);
  Write("c/run.json", 21);
  Write("d/run.json", 10, true, "smoke");
  WriteFileAtomically(Path("b/google_benchmark.json"), "{}");
  RunSource source({folder_.string()}, {});
  source.Refresh();
  EXPECT_EQ(Complaint(source), "none");
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-22", "run-10"));
  EXPECT_EQ(source.PathOf(*source.Newest()[0]), Path("b/run.json"));
}

TEST_F(RunSourceTest, KeepsAllForAHistory) {
  for (const int day : {20, 21, 22}) Write("night-" + std::to_string(day) + ".json", day);
  WriteFileAtomically(Path("verdict.json"), FormatVerdictJson(SmallVerdict().report()));
  RunSource source({folder_.string()}, {}, true);
  source.Refresh();
  EXPECT_EQ(Complaint(source), "none");
  EXPECT_THAT(Ids(source.All()), ElementsAre("run-20", "run-21", "run-22"));
}

TEST_F(RunSourceTest, FollowsAFileThatIsReplaced) {
  Write("run.json", 20);
  RunSource source({Path("run.json")}, {});
  source.Refresh();
  Write("run.json", 21);
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-21"));
}

TEST_F(RunSourceTest, KeepsTheLastGoodContentOfAFile) {
  Write("run.json", 20);
  RunSource source({folder_.string()}, {});
  source.Refresh();
  WriteFileAtomically(Path("run.json"), "{\"schema_version\": 1,");
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-20"));
  ASSERT_THAT(source.problems(), SizeIs(1));
  EXPECT_THAT(Complaint(source), HasSubstr("run.json: not valid JSON"));
  Write("run.json", 21);
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-21"));
  EXPECT_THAT(source.problems(), SizeIs(0));
}

TEST_F(RunSourceTest, GoesBackWhereTheNewestIsRemoved) {
  Write("a/run.json", 20);
  Write("b/run.json", 21);
  RunSource source({folder_.string()}, {});
  source.Refresh();
  fs::remove_all(folder_ / "b");
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-20"));
}

// What is newest only since a newer one was replaced was dropped from memory; here it is gone, too.
TEST_F(RunSourceTest, ARunThatCannotBeReadAgainHidesNoGoodOne) {
  Write("a/run.json", 20);
  Write("b/run.json", 21);
  RunSource source({folder_.string()}, {});
  source.Refresh();
  WriteFileAtomically(Path("a/run.json"), "{");
  Write("b/run.json", 20);
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-20"));
  EXPECT_EQ(source.PathOf(*source.Newest()[0]), Path("b/run.json"));
  EXPECT_THAT(Complaint(source), HasSubstr("a/run.json: not valid JSON"));
}

TEST_F(RunSourceTest, AHiddenFileIsNotWholeYet) {
  Write("run.json", 20);
  Write(".run.json", 21);
  RunSource source({folder_.string()}, {});
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-20"));
}

// The file of a run is replaced after every round.
TEST_F(RunSourceTest, WaitsForARunThatIsBeingMeasured) {
  Write("a/run.json", 20);
  Write("b/run.json", 21, /*complete=*/false);
  RunSource source({folder_.string()}, {});
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-20"));
  MakeOld("b/run.json");
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-21"));
  // It did not succeed; the one before did.
  EXPECT_GT(*source.Newest()[0]->last_success_timestamp, 1795140000);
  EXPECT_LT(*source.Newest()[0]->last_success_timestamp, 1795200000);
}

TEST_F(RunSourceTest, AFileThatIsNamedIsTakenAsItIs) {
  Write("run.json", 21, /*complete=*/false);
  RunSource source({Path("run.json")}, {});
  source.Refresh();
  EXPECT_THAT(Ids(source.Newest()), ElementsAre("run-21"));
}

TEST_F(RunSourceTest, FindsTheVerdictOfARun) {
  const SmallVerdict small;
  WriteRunJson(small.candidate, Path("a/run.json"));
  Write("b/run.json", 1 + 20, true, "smoke");
  RunSource source({folder_.string()}, {});
  source.Refresh();
  EXPECT_FALSE(source.Newest()[0]->verdict);
  for (const char* name : {"a/judged/verdict.json", "b/verdict.json"}) {
    WriteFileAtomically(Path(name), FormatVerdictJson(small.report()));
  }
  source.Refresh();
  EXPECT_TRUE(source.Newest()[0]->verdict);
  EXPECT_FALSE(source.Newest()[1]->verdict);  // it is of the other run
}

TEST_F(RunSourceTest, RefusesAVerdictOfNoRun) {
  Write("run.json", 20);
  WriteFileAtomically(Path("v.json"), FormatVerdictJson(SmallVerdict().report()));
  RunSource source({Path("run.json")}, {Path("v.json")});
  source.Refresh();
  EXPECT_THAT(Complaint(source), HasSubstr("v.json: is not the verdict of a run"));
}

TEST_F(RunSourceTest, SaysThatThereIsNothing) {
  RunSource empty({folder_.string()}, {});
  empty.Refresh();
  EXPECT_THAT(Complaint(empty), HasSubstr("there is no finished run in "));
  RunSource nowhere({Path("nowhere")}, {});
  EXPECT_THROW(nowhere.Refresh(), Error);
}

// The trend of a night lies beside its run; what an earlier one said is not this one's.
TEST_F(RunSourceTest, TheTrendIsFoundBesideTheRun) {
  Write("run.json", 20);
  RunSource source({Path("run.json")}, {});
  source.Refresh();
  EXPECT_FALSE(source.Newest()[0]->trend);
  TrendReport report = SmallTrend();
  report.cases[0].device_key = "gpu<1>";
  for (TrendReportNight& night : report.nights) night.device_key = "gpu<1>";
  WriteFileAtomically(Path("trend.json"), FormatTrendJson(SummarizeTrend(report)));
  source.Refresh();
  ASSERT_TRUE(source.Newest()[0]->trend);
  EXPECT_THAT(source.Newest()[0]->trend->groups, SizeIs(1));
  WriteFileAtomically(Path("trend.json"), "{");
  source.Refresh();
  EXPECT_THAT(Complaint(source), HasSubstr("trend.json: not valid JSON"));
  EXPECT_TRUE(source.Newest()[0]->trend);
}

}  // namespace
}  // namespace attnwatch
