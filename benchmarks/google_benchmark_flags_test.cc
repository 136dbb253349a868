// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/google_benchmark_flags.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(const std::string& flag) {
  try {
    std::vector<std::string> args = {flag};
    TakeGoogleBenchmarkFlags(&args);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(TakeGoogleBenchmarkFlags, LeavesOurFlags) {
  std::vector<std::string> args = {"--grid=cpu", "--benchmark_filter=x", "--seed", "3",
                                   "--benchmark_color=false"};
  const GoogleBenchmarkFlags flags = TakeGoogleBenchmarkFlags(&args);
  EXPECT_THAT(args, ElementsAre("--grid=cpu", "--seed", "3"));
  EXPECT_EQ(flags.filter, "x");
  EXPECT_THAT(flags.passed, ElementsAre("--benchmark_filter=x", "--benchmark_color=false"));
}

TEST(TakeGoogleBenchmarkFlags, RepetitionsAreRounds) {
  std::vector<std::string> args = {"--benchmark_repetitions=7"};
  EXPECT_EQ(TakeGoogleBenchmarkFlags(&args).repetitions, 7);
}

TEST(TakeGoogleBenchmarkFlags, SaysWhyAFlagMeansNothingHere) {
  EXPECT_THAT(ErrorOf("--benchmark_min_time=1"), HasSubstr("use --rounds and --launches"));
  EXPECT_THAT(ErrorOf("--benchmark_min_warmup_time=1"), HasSubstr("round 0"));
  EXPECT_THAT(ErrorOf("--benchmark_perf_counters=CYCLES"), HasSubstr("no meaning here"));
  EXPECT_THAT(ErrorOf("--benchmark_dry_run"), HasSubstr("--dry_run"));
  EXPECT_THAT(ErrorOf("--benchmark_enable_random_interleaving=false"), HasSubstr("--seed"));
  EXPECT_EQ(ErrorOf("--benchmark_enable_random_interleaving=true"), "no error");
}

TEST(TakeGoogleBenchmarkFlags, RefusesUnknownFlagsAndValues) {
  EXPECT_EQ(ErrorOf("--benchmark_fliter=x"),
            "--benchmark_fliter is not a flag of Google Benchmark 1.7; see --help");
  EXPECT_THAT(ErrorOf("--benchmark_format=xml"), HasSubstr("not one of console, json, csv"));
  EXPECT_THAT(ErrorOf("--benchmark_time_unit=h"), HasSubstr("not one of ns, us, ms, s"));
  EXPECT_THAT(ErrorOf("--benchmark_repetitions=0"), HasSubstr("not a number of visits"));
  EXPECT_THAT(ErrorOf("--benchmark_filter=("), HasSubstr("not a regular expression"));
  EXPECT_THAT(ErrorOf("--benchmark_context=a"), HasSubstr("not key=value"));
  EXPECT_THAT(ErrorOf("--benchmark_list_tests=maybe"), HasSubstr("neither true nor false"));
}

TEST(TakeGoogleBenchmarkFlags, ReadsTheEnvironmentAndLetsTheCommandLineWin) {
  setenv("BENCHMARK_FILTER", "from_environment", 1);
  std::vector<std::string> none;
  EXPECT_EQ(TakeGoogleBenchmarkFlags(&none).filter, "from_environment");
  std::vector<std::string> args = {"--benchmark_filter=given"};
  EXPECT_EQ(TakeGoogleBenchmarkFlags(&args).filter, "given");
  unsetenv("BENCHMARK_FILTER");
}

TEST(Selects, DecidesAsGoogleBenchmark) {
  GoogleBenchmarkFlags flags;
  EXPECT_TRUE(flags.Selects("a/head_dim=64"));
  flags.filter = "head_dim=6(4|5)$";
  EXPECT_TRUE(flags.Selects("a/head_dim=65"));
  EXPECT_FALSE(flags.Selects("a/head_dim=66"));
  flags.filter = "-head_dim=65";
  EXPECT_FALSE(flags.Selects("a/head_dim=65"));
  EXPECT_TRUE(flags.Selects("a/head_dim=66"));
  flags.filter = "all";
  EXPECT_TRUE(flags.Selects("anything"));
}

}  // namespace
}  // namespace attnwatch
