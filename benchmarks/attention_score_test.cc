// SPDX-License-Identifier: Apache-2.0
//
// The whole program on small grids: what run.json stores is what Google Benchmark reports.
#include "benchmarks/attention_score.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "results/error.h"
#include "results/run_json.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

std::string TestPath(const std::string& name) { return testing::TempDir() + "/" + name; }

TEST(AttentionScore, GoogleBenchmarkReportsTheSamplesOfTheRun) {
  const std::string run_out = TestPath("run.json");
  const std::string benchmark_out = TestPath("google_benchmark.json");
  std::ostringstream out, err;
  ASSERT_EQ(AttentionScoreMain(
                {"--grid=smoke", "--rounds=3", "--launches=2", "--benchmark_filter=head_dim=6[35]/",
                 "--run_out=" + run_out, "--benchmark_out=" + benchmark_out},
                out, err),
            kExitPass)
      << err.str();

  const attnwatch::Run run = ReadRunJson(run_out);
  EXPECT_TRUE(run.complete);
  const auto report = nlohmann::json::parse(std::ifstream(benchmark_out));
  size_t compared = 0;
  size_t measured = 0;
  for (const Measurement& measurement : run.measurements) {
    if (!MedianSeconds(measurement)) continue;
    ++measured;
    const std::string name =
        "attention_score/" + measurement.labels.Name() + "/iterations:2/manual_time";
    for (const auto& row : report["benchmarks"]) {
      if (row["name"] != name || row["run_type"] != "iteration") continue;
      const auto& visit = *JudgedVisits(measurement)[row["repetition_index"].get<size_t>()];
      const double mean = std::accumulate(visit.seconds.begin(), visit.seconds.end(), 0.0) / 2;
      EXPECT_NEAR(row["real_time"].get<double>(), mean * 1e3, mean * 1e-9) << name;
      EXPECT_EQ(row["iterations"], 2);
      ++compared;
    }
  }
  EXPECT_GE(measured, 8u);  // the reference does every dtype
  EXPECT_EQ(compared, measured * 3);
  EXPECT_EQ(report["context"]["run_id"], run.id);
}

TEST(AttentionScore, ListsTheCasesWithoutMeasuring) {
  std::ostringstream out, err;
  EXPECT_EQ(AttentionScoreMain({"--grid=figure", "--kernels=reference", "--list"}, out, err), 0);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 341);
  EXPECT_THAT(text, HasSubstr("attention_score/kernel=reference/dtype=float16/layout=tn/batch=4/"
                              "heads=96/seq_len=2048/head_dim=341/"));
}

TEST(AttentionScore, DryRunTellsMemoryAndTime) {
  std::ostringstream out, err;
  EXPECT_EQ(AttentionScoreMain({"--grid=cpu", "--dry_run"}, out, err), 0);
  EXPECT_THAT(out.str(), HasSubstr("cases   110"));
  EXPECT_THAT(out.str(), HasSubstr("queries and keys 2 x 0.07 GB float32"));
  EXPECT_THAT(out.str(), HasSubstr("10 samples a case"));
}

std::string ErrorOf(const std::vector<std::string>& args) {
  std::ostringstream out, err;
  try {
    AttentionScoreMain(args, out, err);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(AttentionScore, RefusesAProblemLargerThanMemory) {
  EXPECT_THAT(ErrorOf({"--kernels=reference", "--seq_len=1000000", "--head_dim=8"}),
              HasSubstr("not enough memory: the grid needs"));
}

TEST(AttentionScore, RefusesAnOutputThatCannotBeWrittenBeforeItMeasures) {
  const std::string file = TestPath("a_file");
  std::ofstream(file) << "x";
  EXPECT_THAT(ErrorOf({"--grid=smoke", "--run_out=" + file + "/run.json"}), HasSubstr(file));
  EXPECT_THAT(ErrorOf({"--grid=smoke", "--benchmark_out=" + file + "/b.json"}), HasSubstr(file));
}

TEST(AttentionScore, SaysThatAFilterSelectsNothing) {
  EXPECT_THAT(ErrorOf({"--grid=smoke", "--benchmark_filter=head_dim=5000"}),
              HasSubstr("no case is left by --benchmark_filter=head_dim=5000"));
}

TEST(AttentionScore, MeasuresOnlyTheCasesOfAFileAndMarksPlantedRuns) {
  const std::vector<std::string> grid = {"--kernels=reference", "--dtype=float32",
                                         "--batch=1",           "--heads=1",
                                         "--seq_len=16",        "--head_dim=8,9"};
  std::ostringstream list, err;
  std::vector<std::string> args = grid;
  args.emplace_back("--list");
  ASSERT_EQ(AttentionScoreMain(args, list, err), kExitPass);
  const std::string names = list.str();
  const std::string second = names.substr(names.find('\n') + 1);
  std::ofstream(TestPath("cases.txt")) << second << "\nattention_score/of_another_build\n";

  const std::string run_out = TestPath("cases.json");
  args = grid;
  for (const std::string& flag :
       {"--cases=" + TestPath("cases.txt"), "--run_out=" + run_out, std::string("--no_ceilings"),
        std::string("--rounds=1"), std::string("--plant=head_dim=9/:50%")}) {
    args.push_back(flag);
  }
  std::ostringstream out;
  ASSERT_EQ(AttentionScoreMain(args, out, err), kExitPass) << err.str();
  const attnwatch::Run run = ReadRunJson(run_out);
  ASSERT_EQ(run.measurements.size(), 1u);
  EXPECT_EQ(run.measurements[0].labels.Get("head_dim"), "9");
  EXPECT_TRUE(run.planted);
}

TEST(AttentionScore, ACaseThatCannotRunHereIsListedAndNotAnError) {
  std::ostringstream out, err;
  EXPECT_EQ(AttentionScoreMain({"--grid=smoke", "--kernels=onednn", "--dtype=float16",
                                "--head_dim=8", "--rounds=1", "--launches=1"},
                               out, err),
            kExitPass);
  EXPECT_THAT(out.str(), HasSubstr("1 unsupported: "));
}

}  // namespace
}  // namespace attnwatch
