// SPDX-License-Identifier: Apache-2.0
//
// attnwatch compare, accept and list as users call them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "ci/noise_record_json.h"
#include "ci/testing/run_tool.h"
#include "ci/testing/stored_test.h"
#include "compare/testing/synthetic_process.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(StoredTest, IdenticalCodePasses) {
  const Outcome outcome = RunTool({"compare", base(), Write(MakeRun(2), "head.json")});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PASS (exit code 0): 24 equivalent"));
  EXPECT_THAT(outcome.out, HasSubstr("same board"));
}

TEST_F(StoredTest, ASlowdownIsUnconfirmedUnlessTheUserSetTheTolerance) {
  const std::string slow = Write(MakeRun(2, 0.2), "slow.json");
  const Outcome suspected = RunTool({"compare", base(), slow});
  EXPECT_EQ(suspected.exit_code, 3);
  EXPECT_THAT(suspected.out, HasSubstr("1 unconfirmed, 23 equivalent"));
  EXPECT_THAT(suspected.out, HasSubstr("head_dim=7/"));
  const Outcome failed = RunTool({"compare", base(), slow, "--tolerance=2%"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_THAT(failed.out, HasSubstr("REGRESSION (exit code 1): 1 regressed"));
  EXPECT_EQ(RunTool({"compare", base(), slow, "--tolerance=50%"}).exit_code, 0);
}

TEST_F(StoredTest, AnotherBoardToleratesMore) {
  attnwatch::Run other = MakeRun(2, 0.06);
  other.environment.soft.Set("board", "b2");
  const Outcome outcome = RunTool({"compare", base(), Write(other, "head.json")});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("another board"));
  EXPECT_THAT(outcome.out, HasSubstr("board b1 -> b2"));
  // Boards alone may differ by that: a user's tolerance cannot make it a regression.
  EXPECT_EQ(RunTool({"compare", base(), Path("head.json"), "--tolerance=5%"}).exit_code, 3);
}

TEST_F(StoredTest, WhatIsMissingOrWrongGoesBeforeWhatIsSlower) {
  attnwatch::Run run = MakeRun(2, 0.2);
  run.measurements[0].status = Status::kIncorrect;
  run.measurements[0].reason = "score 3 is off";
  run.measurements.pop_back();
  const Outcome outcome = RunTool({"compare", base(), Write(run, "head.json"), "--tolerance=2%"});
  EXPECT_EQ(outcome.exit_code, 4);
  const size_t missing = outcome.out.find("\nmissing (1)");
  const size_t incorrect = outcome.out.find("\nincorrect (1)");
  const size_t regressed = outcome.out.find("\nregressed (1)");
  EXPECT_LT(missing, incorrect);
  EXPECT_LT(incorrect, regressed);
  EXPECT_NE(regressed, std::string::npos);
  EXPECT_THAT(outcome.out, HasSubstr("score 3 is off"));
}

TEST_F(StoredTest, AnInterruptedCandidateIsNoAnswer) {
  attnwatch::Run run = MakeRun(2);
  run.complete = false;
  const Outcome outcome = RunTool({"compare", base(), Write(run, "head.json")});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, HasSubstr("is INCOMPLETE"));
}

TEST_F(StoredTest, RefusesWhatCannotBeCompared) {
  const std::string head = Write(MakeRun(2), "head.json");
  const auto refuse = [&](const attnwatch::Run& run, const std::string& why) {
    ExpectOneLine(RunTool({"compare", Write(run, "other.json"), head}), 3, why);
  };
  attnwatch::Run run = MakeRun(1);
  run.environment.hard.Set("inputs", "zeros");
  refuse(run, "inputs is zeros and unknown");
  run = MakeRun(1);
  run.grid = "table";
  refuse(run, "grid is table and figure");
  run = MakeRun(1);
  run.complete = false;
  refuse(run, "is incomplete");
  run = MakeRun(1);
  run.planted = true;
  refuse(run, "planted");
  run = MakeRun(1);
  for (Measurement& m : run.measurements) m.labels.Set("layout", "nn");
  refuse(run, "have no case in common: layout is nn and none");
}

TEST_F(StoredTest, BadFilesAndUsageAreOneLine) {
  const std::string head = Write(MakeRun(2), "head.json");
  const std::string text = ReadFile(head, 1 << 24);
  std::ofstream(Path("truncated.json")) << text.substr(0, text.size() / 2);
  ExpectOneLine(RunTool({"compare", Path("truncated.json"), head}), 2, "not valid JSON");
  ExpectOneLine(RunTool({"compare", Path("gone.json"), head}), 2, "cannot be read");
  ExpectOneLine(RunTool({"compare", head, head}), 2, "is there twice");
  ExpectOneLine(RunTool({"compare", base(), head, "--tolerance=5"}), 2, "is not a tolerance");
  ExpectOneLine(RunTool({"compare", base(), head, "--policy", head}), 2, "policy_schema_version");
  ExpectOneLine(RunTool({"compare", base()}), 2, "candidates");
}

TEST_F(StoredTest, NoBaselineYetIsSaidLoudly) {
  const std::string head = Write(MakeRun(2), "head.json");
  const Outcome outcome = RunTool({"compare", "figure", head, "--dir", Path("")});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("THERE IS NO BASELINE"));
  EXPECT_THAT(outcome.out, HasSubstr("24 new"));
  EXPECT_EQ(RunTool({"compare", "figure", head, "--dir", Path(""), "--require-baseline"}).exit_code,
            3);
  attnwatch::Run wrong = MakeRun(3);
  wrong.measurements[0].status = Status::kFailed;
  wrong.measurements[0].reason = "out of memory";
  EXPECT_EQ(RunTool({"compare", Path(""), Write(wrong, "wrong.json")}).exit_code, 4);
}

TEST_F(StoredTest, LeavesItsReports) {
  const std::string slow = Write(MakeRun(2, 0.2), "slow.json");
  const Outcome outcome =
      RunTool({"compare", base(), slow, "--tolerance=2%", "--out", Path("new/out"), "--github"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("::error title=REGRESSION::1 regressed"));
  const auto text = [&](const std::string& name) {
    return ReadFile(Path("new/out/" + name), 1 << 24);
  };
  EXPECT_THAT(text("report.html"), HasSubstr("REGRESSION: 1 regressed"));
  EXPECT_THAT(text("report.md"), HasSubstr("| regressed | "));
  EXPECT_THAT(text("junit.xml"), HasSubstr("failures=\"2\""));  // the case and the whole
  EXPECT_THAT(text("verdict.json"), HasSubstr("\"exit_code\": 1"));
}

TEST_F(StoredTest, TheNoiseRecordBesideTheBaselineIsUsedWhereItFits) {
  const std::string dir = Path("data");
  RunTool({"accept", Write(MakeRun(1), "1.json"), "--reason", "x", "--dir", dir});
  const std::string head = Write(MakeRun(2), "head.json");
  EXPECT_THAT(RunTool({"compare", dir, head}).out, HasSubstr("No noise record"));
  const std::string study = Path("study.json");
  RunTool({"aa", Write(MakeRun(3), "3.json"), Write(MakeRun(4), "4.json"), "--json", study});
  NoiseRecord noise = ReadNoiseRecord(study);
  const std::string beside = Path("data/synthetic-h100-80gb-hbm3/noise.json");
  WriteNoiseRecord(noise, beside);
  EXPECT_THAT(RunTool({"compare", dir, head}).out, Not(HasSubstr("oise record")));
  noise.device_key = "another";
  WriteNoiseRecord(noise, beside);
  const Outcome unfit = RunTool({"compare", dir, head});
  EXPECT_EQ(unfit.exit_code, 0);
  EXPECT_THAT(unfit.out, HasSubstr("is not used: the noise record is of another"));
  // One that a person named must fit.
  ExpectOneLine(RunTool({"compare", dir, head, "--noise", beside}), 2,
                "noise record is of another");
}

TEST_F(StoredTest, AcceptedRunsAreComparedWithAndListed) {
  const std::string dir = Path("data");
  const std::string one = Write(MakeRun(1), "1.json");
  const std::string two = Write(MakeRun(2), "2.json");
  const Outcome first = RunTool({"accept", one, two, "--reason", "the first", "--dir", dir});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("24 cases, 2 runs"));
  const std::string three = Write(MakeRun(3), "3.json");
  const std::string four = Write(MakeRun(4), "4.json");
  for (const std::string& baseline : {dir, dir + "/synthetic-h100-80gb-hbm3/figure"}) {
    const Outcome outcome = RunTool({"compare", baseline, three, four});
    EXPECT_THAT(outcome.out, HasSubstr("24 equivalent")) << outcome.err;
  }
  EXPECT_THAT(RunTool({"compare", "figure", three, "--dir", dir}).out,
              HasSubstr("2 baseline and 1 candidate runs: the first 1 of each"));
  const Outcome listed = RunTool({"list", "--dir", dir});
  EXPECT_THAT(listed.out, HasSubstr("synthetic-h100-80gb-hbm3/figure: grid figure, 24 cases"));
  EXPECT_THAT(listed.out, HasSubstr("(24 cases): the first"));
}

TEST_F(StoredTest, AcceptingSaysWhatChangesAndKeepsTheSum) {
  const std::string dir = Path("data");
  RunTool({"accept", Write(MakeRun(1), "1.json"), "--reason", "first", "--dir", dir});
  const std::string slow = Write(MakeRun(2, 0.02), "2.json");
  const Outcome tried = RunTool({"accept", slow, "--reason", "tile", "--dir", dir, "--dry_run"});
  EXPECT_THAT(tried.out, HasSubstr("Would write"));
  EXPECT_THAT(RunTool({"list", "--dir", dir}).out, HasSubstr("nothing has moved"));
  const Outcome accepted = RunTool({"accept", slow, "--reason", "tile", "--dir", dir});
  EXPECT_EQ(accepted.exit_code, 0) << accepted.err;
  const std::string slower = Write(MakeRun(3, 0.04), "3.json");
  RunTool({"accept", slower, "--reason", "tile 2", "--cases", "head_dim=7", "--dir", dir});
  const Outcome listed = RunTool({"list", "--dir", dir});
  EXPECT_THAT(listed.out, HasSubstr("(1 cases, head_dim=7): tile 2"));
  EXPECT_THAT(listed.out, testing::ContainsRegex("since first accepted: \\+(3.9|4.0|4.1).* at "));
  // The rest stays what it was accepted as.
  EXPECT_THAT(RunTool({"compare", dir, slower}).out, HasSubstr("24 equivalent"));
}

TEST_F(StoredTest, AcceptRefusesInOneLine) {
  const std::string dir = Path("data");
  attnwatch::Run dirty = MakeRun(1);
  dirty.environment.soft.Set("commit_dirty", "true");
  const std::string good = Write(MakeRun(1), "good.json");
  ExpectOneLine(RunTool({"accept", Write(dirty, "dirty.json"), "--reason", "x", "--dir", dir}), 2,
                "its tree was not clean");
  ExpectOneLine(RunTool({"accept", good, "--dir", dir}), 2, "reason");
  ExpectOneLine(RunTool({"accept", good, "--reason", "x", "--name", "../x", "--dir", dir}), 2,
                "cannot be the name");
  ExpectOneLine(RunTool({"accept", good, "--reason", "x", "--cases", "d=1", "--dir", dir}), 2,
                "there is no baseline of which");
  ExpectOneLine(RunTool({"list", "--dir", dir}), 2, "there is no baseline here");
  EXPECT_FALSE(fs::exists(dir));
}

TEST_F(StoredTest, OldBaselinesAreStaleThenRefused) {
  const std::string dir = Path("data");
  attnwatch::Run old = MakeRun(1);
  old.started_at = "2020-01-01T00:00:00Z";
  RunTool({"accept", Write(old, "old.json"), "--reason", "x", "--dir", dir});
  const std::string head = Write(MakeRun(2), "head.json");
  ExpectOneLine(RunTool({"compare", dir, head}), 3, "days ago, more than 45");
  const Outcome listed = RunTool({"list", "--dir", dir});
  EXPECT_EQ(listed.exit_code, 3);
  EXPECT_THAT(listed.out, HasSubstr("REFUSED: too old"));
}

}  // namespace
}  // namespace attnwatch
