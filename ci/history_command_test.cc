// SPDX-License-Identifier: Apache-2.0
//
// `attnwatch history` as users call it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "ci/testing/run_tool.h"
#include "ci/testing/stored_test.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class HistoryCommandTest : public StoredTest {
 protected:
  attnwatch::Run MakeNightRun(int number) const {
    attnwatch::Run run = MakeRun(number);
    run.started_at = "2026-01-0" + std::to_string(number) + "T03:00:00Z";
    return run;
  }

  void WriteNight(const attnwatch::Run& run, const std::string& folder) const {
    WriteRunJson(run, Path("out/" + folder + "/run.json"));
  }

  Outcome Index() const { return RunTool({"history", "index", Path("out")}); }
  std::string db() const { return Path("out/history.db"); }
};

TEST_F(HistoryCommandTest, IndexesListsAndShows) {
  for (const int number : {1, 2, 3}) WriteNight(MakeNightRun(number), std::to_string(number));
  EXPECT_THAT(Index().out, HasSubstr("3 runs added, 0 replaced, 0 known"));
  EXPECT_THAT(Index().out, HasSubstr("0 runs added, 0 replaced, 3 known"));
  EXPECT_THAT(RunTool({"history", "list", "--db", db()}).out,
              HasSubstr("3 nights, 2026-01-01T03:00:00Z to 2026-01-03T03:00:00Z, 24 cases"));
  const Outcome shown = RunTool({"history", "show", "head_dim=7", "--db", db()});
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_THAT(shown.out, AllOf(HasSubstr("head_dim=7"), HasSubstr("2026-01-02T03:00:00Z")));
}

TEST_F(HistoryCommandTest, ADeletedIndexIsRebuilt) {
  WriteNight(MakeNightRun(1), "1");
  Index();
  const std::string before = RunTool({"history", "show", "head_dim=7", "--db", db()}).out;
  std::filesystem::remove(db());
  EXPECT_THAT(Index().out, HasSubstr("1 runs added"));
  EXPECT_EQ(RunTool({"history", "show", "head_dim=7", "--db", db()}).out, before);
}

TEST_F(HistoryCommandTest, OneBadRunDoesNotKeepOutTheOthers) {
  WriteNight(MakeNightRun(1), "1");
  std::filesystem::create_directories(Path("out/2"));
  std::ofstream(Path("out/2/run.json")) << "{\"schema_version\": 1, ";
  attnwatch::Run future = MakeNightRun(3);
  future.started_at = "2199-01-01T00:00:00Z";
  WriteNight(future, "3");
  const Outcome outcome = Index();
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.out, HasSubstr("1 runs added"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("2/run.json"), HasSubstr("started in the future")));
}

TEST_F(HistoryCommandTest, ARenamedDeviceAndAMissingFileAreTold) {
  WriteNight(MakeNightRun(1), "1");
  Index();
  attnwatch::Run renamed = MakeNightRun(2);
  renamed.environment.device_key = "other-name";
  WriteNight(renamed, "2");
  EXPECT_THAT(Index().err, HasSubstr("is other-name since 2026-01-02"));
  std::filesystem::remove_all(Path("out/1"));
  EXPECT_THAT(Index().out, HasSubstr("1 kept though their files are gone"));
  RunTool({"history", "index", Path("out"), "--prune"});
  EXPECT_THAT(RunTool({"history", "list", "--db", db()}).out, HasSubstr("other-name"));
  EXPECT_THAT(Index().out, ::testing::Not(HasSubstr("gone")));
}

TEST_F(HistoryCommandTest, ExportsForOtavaAndPromtool) {
  for (const int number : {1, 2}) WriteNight(MakeNightRun(number), std::to_string(number));
  Index();
  const Outcome outcome = RunTool({"history", "export", "--db", db(), "--otava",
                                   Path("history.csv"), "--openmetrics", Path("history.om")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string csv = ReadFile(Path("history.csv"), 1 << 20);
  EXPECT_THAT(csv, StartsWith("time,commit,run_id,board,\"kernel="));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
  EXPECT_THAT(ReadFile(Path("history.otava.yaml"), 1 << 20),
              AllOf(HasSubstr("time_column: time"), HasSubstr("direction: -1")));
  EXPECT_THAT(ReadFile(Path("history.om"), 1 << 24), HasSubstr("# EOF"));
}

TEST_F(HistoryCommandTest, ACaseThatLacksANightIsLeftOutOfTheTable) {
  WriteNight(MakeNightRun(1), "1");
  attnwatch::Run run = MakeNightRun(2);
  run.measurements[6].status = Status::kFailed;
  run.measurements[6].reason = "out of memory";
  run.measurements[6].visits.clear();
  WriteNight(run, "2");
  Index();
  const Outcome all = RunTool({"history", "export", "--db", db(), "--otava", Path("a.csv")});
  EXPECT_THAT(all.err, HasSubstr("1 cases lack some of these nights"));
  EXPECT_THAT(all.out, HasSubstr("2 nights, 23 cases"));
  const Outcome one = RunTool(
      {"history", "export", "--db", db(), "--otava", Path("b.csv"), "--case", "head_dim=7"});
  EXPECT_THAT(one.out, HasSubstr("1 nights, 1 cases"));
}

TEST_F(HistoryCommandTest, WrongUseIsOneLine) {
  ExpectOneLine(RunTool({"history"}), 2, "subcommand is required");
  ExpectOneLine(RunTool({"history", "list", "--db", Path("no.db")}), 2, "is it there");
  ExpectOneLine(RunTool({"history", "index", Path("nowhere")}), 2, "there is no run");
  WriteNight(MakeNightRun(1), "1");
  Index();
  ExpectOneLine(RunTool({"history", "show", "head_dim=999", "--db", db()}), 2, "no case");
  ExpectOneLine(RunTool({"history", "export", "--db", db()}), 2, "say where to");
}

}  // namespace
}  // namespace attnwatch
