// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/options.h"

#include <gmock/gmock.h>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::vector<std::string>& args) {
  try {
    ParseOptions(args);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ParseOptions, DefaultsToTheSmokeGrid) { EXPECT_EQ(ParseOptions({}).grid.name, "smoke"); }

TEST(ParseOptions, AxesAloneReplaceThoseOfTheFigure) {
  const Grid grid = ParseOptions({"--head_dim=64,65", "--heads=128"}).grid;
  EXPECT_EQ(grid.name, "custom");
  EXPECT_THAT(grid.head_dims, ElementsAre(64, 65));
  EXPECT_THAT(grid.heads, ElementsAre(128));
  EXPECT_THAT(grid.seq_lens, ElementsAre(2048));
}

TEST(ParseOptions, OtherKernelsDtypesAndLayoutsKeepTheGridsName) {
  const Grid grid =
      ParseOptions({"--grid=cpu", "--dtype=float32", "--layout=nn,tn", "--kernels=reference"}).grid;
  EXPECT_EQ(grid.name, "cpu");
  EXPECT_THAT(grid.dtypes, ElementsAre(Dtype::kFloat32));
  EXPECT_THAT(grid.layouts, ElementsAre(Layout::kNn, Layout::kTn));
  EXPECT_THAT(grid.kernels, ElementsAre("reference"));
}

TEST(ParseOptions, RepetitionsAreRounds) {
  EXPECT_EQ(ParseOptions({"--rounds=3"}).grid.rounds, 3);
  EXPECT_EQ(ParseOptions({"--rounds=3", "--benchmark_repetitions=9"}).grid.rounds, 9);
}

TEST(ParseOptions, ChoosesTheMode) {
  EXPECT_EQ(ParseOptions({}).mode, Mode::kMeasure);
  EXPECT_EQ(ParseOptions({"--list"}).mode, Mode::kList);
  EXPECT_EQ(ParseOptions({"--benchmark_list_tests"}).mode, Mode::kList);
  EXPECT_EQ(ParseOptions({"--list_devices"}).mode, Mode::kListDevices);
  EXPECT_EQ(ParseOptions({"--dry_run"}).mode, Mode::kDryRun);
}

TEST(ParseOptions, ChoosesTheDevice) {
  EXPECT_FALSE(ParseOptions({}).device);
  EXPECT_EQ(ParseOptions({"--device=cpu"}).device->placement, Placement::kHost);
  EXPECT_EQ(ParseOptions({"--device=3"}).device->placement, Placement::kDevice);
  EXPECT_EQ(ParseOptions({"--device=3"}).device->ordinal, 3);
  EXPECT_EQ(ErrorOf({"--device=gpu"}), "--device: 'gpu' is neither cpu nor the number of a GPU");
  EXPECT_NE(ErrorOf({"--device=-1"}), "no error");
}

TEST(ParseOptions, ReadsTheShard) {
  EXPECT_FALSE(ParseOptions({}).shard);
  EXPECT_EQ(ParseOptions({"--shard=2/3"}).shard->Name(), "2/3");
  EXPECT_NE(ErrorOf({"--shard=4/3"}), "no error");
}

TEST(ParseOptions, ReadsTheBudget) {
  EXPECT_FALSE(ParseOptions({}).budget_seconds);
  EXPECT_EQ(ParseOptions({"--budget=120s"}).budget_seconds, 120);
  EXPECT_EQ(ParseOptions({"--budget=1.5m"}).budget_seconds, 90);
  EXPECT_EQ(ErrorOf({"--budget=2h"}), "--budget: '2h' is not a time such as 120s or 5m");
  EXPECT_NE(ErrorOf({"--budget=0s"}), "no error");
  EXPECT_EQ(ParseOptions({}).settle_seconds, 5);
  const Options planted = ParseOptions({"--plant=head_dim=64/:2%", "--plant=head_dim=65/:3%"});
  ASSERT_EQ(planted.plants.size(), 2u);
  EXPECT_EQ(planted.plants[1].pattern, "head_dim=65/");
  EXPECT_EQ(ParseOptions({"--settle=0s"}).settle_seconds, 0);
  EXPECT_EQ(ParseOptions({"--hang_timeout=2m"}).hang_seconds, 120);
  EXPECT_EQ(ErrorOf({"--hang_timeout=0"}), "--hang_timeout: '0' is not a time such as 120s or 5m");
  EXPECT_NE(ErrorOf({"--budget=nan"}), "no error");
}

TEST(ParseOptions, HelpExplainsGridsAndEveryFlagOfGoogleBenchmark) {
  const Options options = ParseOptions({"--help"});
  EXPECT_EQ(options.mode, Mode::kHelp);
  EXPECT_THAT(options.help, HasSubstr("the whole figure"));
  EXPECT_THAT(options.help, HasSubstr("--benchmark_min_time"));
}

TEST(ParseOptions, SaysInOneLineWhatIsWrong) {
  for (const std::vector<std::string>& args :
       std::vector<std::vector<std::string>>{{"--grid=x"},
                                             {"--dtype=int8"},
                                             {"--layout=nt"},
                                             {"--head_dim=0"},
                                             {"--rounds=0"},
                                             {"--launches=a"},
                                             {"--unknown"},
                                             {"stray"},
                                             {"--head_dim=1000000000"}}) {
    const std::string error = ErrorOf(args);
    EXPECT_NE(error, "no error") << args[0];
    EXPECT_THAT(error, Not(HasSubstr("\n"))) << args[0];
  }
  EXPECT_EQ(ErrorOf({"--dtype=int8"}), "--dtype: 'int8' is not one of float32, float16, bfloat16");
}

}  // namespace
}  // namespace attnwatch
