// SPDX-License-Identifier: Apache-2.0
//
// The gate on the CPU of this machine: the real program, large effects.
#include "ci/gate.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "ci/testing/one_core.h"
#include "ci/testing/script_bundle.h"
#include "compare/exit_code.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class GateTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { StayOnOneCore(); }

  void SetUp() override {
    folder = fs::path(testing::TempDir()) /
             testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder);
    options.base = MakeBundle("base", "exec " + RealProgram() + " \"$@\"");
    options.head = MakeBundle("head", "exec " + RealProgram() + " \"$@\"");
    options.work = (folder / "work").string();
    options.flags = {
        "--device=cpu",  "--kernels=reference",      "--dtype=float32", "--batch=1",   "--heads=2",
        "--seq_len=128", "--head_dim=8,16,24,32,64", "--no_ceilings",   "--launches=3"};
    options.rounds = 3;
    options.budget_seconds = 300;
    options.make_policy = [](const std::vector<Labels>&) {
      Policy policy;
      policy.margin = 0.2;  // of a CPU that is busy with other tests
      policy.tolerance = 0.4;
      return policy;
    };
  }

  std::string MakeBundle(const std::string& name, const std::string& body) const {
    return MakeScriptBundle(folder / name, body);
  }

  const JudgedPoint& PointOf(const GateOutcome& outcome, const std::string& head_dim) const {
    for (const JudgedPoint& point : outcome.judgement.points) {
      if (point.labels.Get("head_dim") == head_dim) return point;
    }
    throw std::runtime_error("no such point");
  }

  fs::path folder;
  GateOptions options;
  std::ostringstream progress;
};

TEST_F(GateTest, FindsAPlantedSlowdownWithFreshProcesses) {
  options.head_flags = {"--plant=head_dim=64/:300%"};
  const GateOutcome outcome = RunGate(options, progress);
  const JudgedPoint& planted = PointOf(outcome, "64");
  EXPECT_EQ(planted.verdict, Verdict::kRegressed) << planted.detail << progress.str();
  EXPECT_EQ(planted.stage, Stage::kConfirm);
  // Four times as slow; on a busy machine what is planted waits for its turn, too.
  EXPECT_GT(std::exp(planted.log_ratio), 2);
  EXPECT_NE(PointOf(outcome, "8").verdict, Verdict::kRegressed);
  EXPECT_TRUE(outcome.runs[1].planted);
  EXPECT_FALSE(outcome.runs[0].planted);
  // ABBA, and the confirming processes measure the suspects only.
  EXPECT_LT(progress.str().find("screen0-base"), progress.str().find("screen0-head"));
  EXPECT_LT(progress.str().find("screen1-head"), progress.str().find("screen1-base"));
  ASSERT_GE(outcome.fresh.size(), 12u);
  // Which those were is for this machine's noise to say; the planted one is among them.
  const auto& confirmed = outcome.fresh[0].run->measurements;
  EXPECT_TRUE(std::any_of(confirmed.begin(), confirmed.end(), [](const Measurement& measurement) {
    return measurement.labels.Get("head_dim") == "64";
  }));
}

TEST_F(GateTest, ScreensAgainWhereTooManyAreUndecided) {
  options.rounds = 1;
  options.make_policy = [](const std::vector<Labels>&) {
    Policy policy;
    // No case is suspected, and none is surely decided, whatever this machine's noise: each would
    // have to take less than a thousandth of its time for that.
    policy.margin = 1e6;
    policy.tolerance = -0.999;
    policy.suspect_limit = 1;  // one of five may be confirmed
    policy.looks = {{1, 0.005}};
    policy.pairs_min_without_noise = 1;
    return policy;
  };
  EXPECT_EQ(RunGate(options, progress).screened.size(), 8u);
  options.screen_pairs = 2;  // a person chose
  EXPECT_EQ(RunGate(options, progress).screened.size(), 4u);
}

TEST_F(GateTest, StopsWithinItsBudgetAndSaysSo) {
  options.budget_seconds = 0.01;
  const GateOutcome outcome = RunGate(options, progress);
  EXPECT_EQ(outcome.runs.size(), 2u);  // the first pair is always measured
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_THAT(outcome.notes[0], HasSubstr("the budget of 0.01 s was spent"));
}

TEST_F(GateTest, ABuildThatMeasuresNothingIsAnError) {
  options.base = MakeBundle("broken", "echo 'no GPU: none' >&2; exit 2");
  try {
    RunGate(options, progress);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "screen0-base (exit code 2): no GPU: none");
  }
}

TEST_F(GateTest, AProcessLostMidwayEndsItWithWhatItHas) {
  // The second process of the head build dies without a run, as where a GPU disappears.
  const std::string count = (folder / "count").string();
  options.head = MakeBundle("dying", "echo >> " + count + "; [ $(wc -l < " + count +
                                         ") -lt 2 ] || { echo gone; exit 2; }\nexec " +
                                         RealProgram() + " \"$@\"");
  const GateOutcome outcome = RunGate(options, progress);
  EXPECT_EQ(outcome.screened.size(), 2u);
  EXPECT_EQ(outcome.judgement.points.size(), 5u);
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_EQ(outcome.notes.back(), "a process was lost: screen1-head (exit code 2): gone");
}

// The body of a program that measures, edits its own run by `sed` and ends with `exit_code`.
std::string Edited(const std::string& program, const std::string& sed, int exit_code) {
  return "for flag; do case $flag in --run_out=*) run=${flag#--run_out=};; esac; done\n" + program +
         " \"$@\" || exit 2\nsed -i '" + sed + "' \"$run\"\nexit " + std::to_string(exit_code);
}

TEST_F(GateTest, ABaseThatFailsInOneCaseIsNoVerdictOnThatCase) {
  options.budget_seconds = 0.01;  // one pair is enough to see it
  options.base =
      MakeBundle("failing", Edited(RealProgram(),
                                   "/\"head_dim\":\"16\"/s/\"status\":\"ok\",\"reason\":\"\"/"
                                   "\"status\":\"failed\",\"reason\":\"crashed\"/",
                                   4));
  const GateOutcome outcome = RunGate(options, progress);
  EXPECT_EQ(outcome.judgement.points.size(), 5u);
  EXPECT_EQ(PointOf(outcome, "16").verdict, Verdict::kNew);
  EXPECT_EQ(PointOf(outcome, "16").reason, Reason::kBaselineUnusable);
  // A reader is told, and the gate command then never exits with 0.
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_THAT(outcome.notes[0], HasSubstr("screen0-base: exit code 4"));
}

TEST_F(GateTest, AHeadThatLacksACaseMissesIt) {
  options.budget_seconds = 0.01;  // one pair is enough to see it
  options.head = MakeBundle("lacking", Edited(RealProgram(), "/\"head_dim\":\"8\"/d", 0));
  const GateOutcome outcome = RunGate(options, progress);
  EXPECT_EQ(PointOf(outcome, "8").verdict, Verdict::kMissing);
  EXPECT_EQ(ExitCodeOf(outcome.judgement, outcome.policy), kExitMissing);
}

TEST_F(GateTest, AHeadThatCrashesAfterItsFirstRoundIsNoAnswer) {
  options.budget_seconds = 0.01;  // one pair is enough to see it
  options.head = MakeBundle("crashing", RealProgram() + " \"$@\" --rounds=1; kill -SEGV $$");
  const GateOutcome outcome = RunGate(options, progress);
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_THAT(outcome.notes[0], HasSubstr("screen0-head"));
}

}  // namespace
}  // namespace attnwatch
