// SPDX-License-Identifier: Apache-2.0
#include "ci/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ci/noise_record_json.h"
#include "ci/testing/run_tool.h"
#include "compare/testing/synthetic_process.h"
#include "report/testing/synthetic_run.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

void ExpectOneLineAndTwo(const Outcome& outcome) { ExpectOneLine(outcome, 2, "attnwatch: "); }

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class CommandTest : public ::testing::Test {
 protected:
  CommandTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("figure_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~CommandTest() override { fs::remove_all(folder_); }

  std::string WriteRun(const attnwatch::Run& run, const std::string& name = "run.json") const {
    const std::string path = (folder_ / name).string();
    WriteRunJson(run, path);
    return path;
  }

  fs::path folder_;
};

TEST(CommandsTest, HelpListsEveryCommand) {
  const Outcome outcome = RunTool({"--help"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  for (const Command& command : Commands()) {
    EXPECT_THAT(outcome.out, HasSubstr(std::string(command.summary)));
    EXPECT_EQ(RunTool({std::string(command.name), "--help"}).exit_code, 0);
  }
}

TEST(CommandsTest, VersionNamesACommit) {
  EXPECT_THAT(RunTool({"--version"}).out, StartsWith("attnwatch "));
}

TEST(CommandsTest, BadUsageIsOneLine) {
  ExpectOneLineAndTwo(RunTool({}));
  ExpectOneLineAndTwo(RunTool({"draw"}));
  ExpectOneLineAndTwo(RunTool({"bad\nname"}));
  ExpectOneLineAndTwo(RunTool({"figure"}));
  ExpectOneLineAndTwo(RunTool({"figure", "run.json", "--nonsense"}));
  ExpectOneLineAndTwo(RunTool({"figure", "run.json", "other.json"}));
}

TEST_F(CommandTest, WritesBothFilesBesideTheRun) {
  const Outcome outcome = RunTool({"figure", WriteRun(SyntheticRun())});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("32768      109.5"));
  EXPECT_THAT(outcome.out, HasSubstr("does not hold C5"));
  EXPECT_THAT(ReadFile(folder_ / "figure.svg"), StartsWith("<svg"));
  EXPECT_THAT(ReadFile(folder_ / "report.html"), StartsWith("<!DOCTYPE html>"));
}

TEST_F(CommandTest, TakesOverlaysAndAFolder) {
  attnwatch::Run older = SyntheticRun();
  older.id = "older";
  const std::string run = WriteRun(SyntheticRun());
  const Outcome outcome =
      RunTool({"figure", run, "--overlay", "paper", "--overlay", WriteRun(older, "older.json"),
               "--out", (folder_ / "new/out").string()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string svg = ReadFile(folder_ / "new/out/figure.svg");
  EXPECT_THAT(svg, HasSubstr("paper, A100"));
  EXPECT_THAT(svg, HasSubstr(">older<"));
  EXPECT_FALSE(fs::exists(folder_ / "figure.svg"));
}

TEST_F(CommandTest, DrawsAnIncompleteRunAndSaysSoLoudly) {
  attnwatch::Run run = SyntheticRun();
  run.complete = false;
  run.measurements[0].status = Status::kFailed;
  run.measurements[0].reason = "out of memory";
  const Outcome outcome = RunTool({"figure", WriteRun(run)});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("WARNING: This run is INCOMPLETE"));
  EXPECT_THAT(outcome.err, HasSubstr("WARNING: 1 of 341 cases are failed"));
  EXPECT_THAT(outcome.out, HasSubstr("failed: out of memory (1 case): d = 1"));
  EXPECT_TRUE(fs::exists(folder_ / "figure.svg"));
}

TEST_F(CommandTest, MergesShards) {
  attnwatch::Run first = SyntheticRun();
  attnwatch::Run second = SyntheticRun();
  first.environment.soft.Set("shard", "1/2");
  second.environment.soft.Set("shard", "2/2");
  first.measurements.erase(first.measurements.begin() + 100, first.measurements.end());
  second.measurements.erase(second.measurements.begin(), second.measurements.begin() + 100);
  const std::string merged = (folder_ / "merged.json").string();
  const std::string first_path = WriteRun(first, "1.json");
  const Outcome outcome =
      RunTool({"merge", first_path, WriteRun(second, "2.json"), "--out", merged});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(ReadRunJson(merged).measurements.size(), 341u);

  ExpectOneLineAndTwo(RunTool({"merge", first_path, "--out", (folder_ / "half.json").string()}));
  EXPECT_FALSE(fs::exists(folder_ / "half.json"));
}

Measurement ChoiceOf(const std::string& rank, double seconds) {
  Measurement measurement;
  measurement.labels = {{"kernel", "cublaslt_rank" + rank},
                        {"dtype", "float16"},
                        {"layout", "tn"},
                        {"batch", "4"},
                        {"heads", "96"},
                        {"seq_len", "2048"},
                        {"head_dim", "64"}};
  measurement.status = Status::kOk;
  measurement.algorithm = "rank=" + rank + " algo=66 data=000000000000000" + rank;
  measurement.visits.resize(1);
  measurement.visits[0].round = 1;
  measurement.visits[0].seconds = {seconds};
  return measurement;
}

TEST_F(CommandTest, PinsTheFastestChoiceWhereItIsClearlyFaster) {
  const std::string table = (folder_ / "pins.tsv").string();
  const std::string other = "other GPU\t13.1.0\tfloat16\ttn\t4\t96\t2048\t64\t1\t1.000\t00\n";
  std::ofstream(table) << "# comment\n" << other;
  attnwatch::Run run = SyntheticRun();
  run.environment.hard.Set("device_name", "GPU");
  run.environment.soft.Set("cublaslt_version", "13.1.0");
  run.measurements = {ChoiceOf("1", 1.05e-3), ChoiceOf("2", 1.01e-3), ChoiceOf("3", 1.00e-3)};
  const Outcome outcome = RunTool({"pin", WriteRun(run), "--table", table});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string line = "GPU\t13.1.0\tfloat16\ttn\t4\t96\t2048\t64\t";
  EXPECT_EQ(ReadFile(table), "# comment\n" + line + "3\t1.050\t0000000000000003\n" + other);

  run.measurements = {ChoiceOf("1", 1.003e-3), ChoiceOf("3", 1.00e-3)};  // less than 0.5 %
  EXPECT_EQ(RunTool({"pin", WriteRun(run), "--table", table}).exit_code, 0);
  EXPECT_EQ(ReadFile(table), "# comment\n" + line + "1\t1.000\t0000000000000001\n" + other);
}

TEST_F(CommandTest, PinsNothingFromOtherRuns) {
  const std::string table = (folder_ / "pins.tsv").string();
  std::ofstream(table) << "#\n";
  ExpectOneLineAndTwo(RunTool({"pin", WriteRun(SyntheticRun()), "--table", table}));
  attnwatch::Run run = SyntheticRun();
  run.measurements = {ChoiceOf("2", 1e-3)};
  ExpectOneLineAndTwo(RunTool({"pin", WriteRun(run), "--table", table}));
  EXPECT_EQ(ReadFile(table), "#\n");
}

// Two runs of identical code.
std::vector<attnwatch::Run> AaRuns() {
  std::vector<attnwatch::Run> runs;
  for (int number = 1; number <= 2; ++number) {
    SyntheticProcess process;
    process.number = number;
    runs.push_back(MakeProcess(process, {MakePoint(64), MakePoint(65)}));
  }
  return runs;
}

TEST_F(CommandTest, SaysHowNoisyADeviceIs) {
  const std::vector<attnwatch::Run> runs = AaRuns();
  const std::string noise = (folder_ / "new/noise.json").string();
  // The order of the arguments is not that of the runs.
  const Outcome outcome =
      RunTool({"aa", WriteRun(runs[1], "2.json"), WriteRun(runs[0], "1.json"), "--json", noise});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("Noise of synthetic-h100-80gb-hbm3: 2 runs of identical"));
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("Mann-Whitney at 0.05"));
  EXPECT_THAT(outcome.out, HasSubstr("Wrote " + noise));
  EXPECT_THAT(ReadNoiseRecord(noise).run_ids, testing::ElementsAre(runs[0].id, runs[1].id));
}

TEST_F(CommandTest, SaysWhereRunsOfIdenticalCodeAreOfSeveralBoards) {
  std::vector<attnwatch::Run> runs = AaRuns();
  runs[0].environment.soft.Set("board", "a");
  runs[1].environment.soft.Set("board", "b");
  const Outcome outcome = RunTool({"aa", WriteRun(runs[0], "1.json"), WriteRun(runs[1], "2.json")});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the runs are of 2 boards"));
}

TEST_F(CommandTest, RefusesRunsThatAreNotAnAa) {
  const std::vector<attnwatch::Run> runs = AaRuns();
  const std::string first = WriteRun(runs[0], "1.json");
  const std::string json = (folder_ / "noise.json").string();
  const auto refuse = [&](const attnwatch::Run& second, const std::string& why) {
    const Outcome outcome = RunTool({"aa", first, WriteRun(second, "2.json"), "--json", json});
    ExpectOneLineAndTwo(outcome);
    EXPECT_THAT(outcome.err, HasSubstr(why));
    EXPECT_FALSE(fs::exists(json));
  };
  attnwatch::Run other = runs[1];
  other.environment.device_key = "nvidia-h200";
  refuse(other, "device key is synthetic-h100-80gb-hbm3 and nvidia-h200");
  other = runs[1];
  other.complete = false;
  refuse(other, "2.json: is incomplete");
  other = runs[1];
  other.planted = true;
  refuse(other, "2.json: is planted");
  other = runs[1];
  other.environment.soft.Set("commit", "decaf");
  refuse(other, "are not of identical code: commit is unknown and decaf");
  refuse(runs[0], "is there twice");

  ExpectOneLineAndTwo(RunTool({"aa", first}));
  ExpectOneLineAndTwo(RunTool({"aa"}));
  const std::string second = WriteRun(runs[1], "2.json");
  ExpectOneLineAndTwo(RunTool({"aa", first, second, "--set_aside=1"}));
  ExpectOneLineAndTwo(RunTool({"aa", first, second, "--set_aside=-1"}));
  ExpectOneLineAndTwo(RunTool({"aa", first, second, "--splits=0"}));
}

TEST_F(CommandTest, AGateNeedsTwoBundles) {
  const std::string out = (folder_ / "gate").string();
  const std::string run = WriteRun(SyntheticRun());
  ExpectOneLineAndTwo(RunTool({"gate", "--base", folder_.string()}));
  const Outcome empty =
      RunTool({"gate", "--base", folder_.string(), "--head", folder_.string(), "--out", out});
  ExpectOneLineAndTwo(empty);
  EXPECT_THAT(empty.err, HasSubstr("is no runner bundle: it has no bin/attention_score"));
  const Outcome archive = RunTool({"gate", "--base", run, "--head", run, "--out", out});
  ExpectOneLineAndTwo(archive);
  EXPECT_THAT(archive.err, HasSubstr("is no runner bundle (tar: exit code"));
}

TEST_F(CommandTest, LeavesNothingBehindAfterAnError) {
  const std::string run = WriteRun(SyntheticRun());
  std::ofstream(folder_ / "broken.json") << "{";
  ExpectOneLineAndTwo(RunTool({"figure", (folder_ / "missing.json").string()}));
  ExpectOneLineAndTwo(RunTool({"figure", (folder_ / "broken.json").string()}));
  ExpectOneLineAndTwo(RunTool({"figure", run, "--overlay", (folder_ / "broken.json").string()}));
  // A folder below a file cannot be made.
  ExpectOneLineAndTwo(RunTool({"figure", run, "--out", run + "/out"}));
  size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_))
    files += entry.is_regular_file();
  EXPECT_EQ(files, 2u);
}

}  // namespace
}  // namespace attnwatch
