// SPDX-License-Identifier: Apache-2.0
//
// attnwatch gate --baseline, with the real program on the CPU of this machine: large effects.
#include "ci/stored_gate.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "baselines/acceptance.h"
#include "ci/child_process.h"
#include "ci/testing/one_core.h"
#include "ci/testing/run_tool.h"
#include "ci/testing/script_bundle.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCommit[] = "0123456789abcdef0123456789abcdef01234567";

class StoredGateTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { StayOnOneCore(); }

  void SetUp() override {
    folder = fs::path(testing::TempDir()) /
             testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder);
    fs::create_directories(folder);
    // Of a CPU that is busy with other tests.
    std::ofstream(folder / "policy.json") << R"({"policy_schema_version": 1,
      "ab": {"margin": 0.2, "tolerance": 0.4, "suspect_limit": 64},
      "stored": {"same_board": {"margin": 0.2, "tolerance": 0.4},
                 "other_board": {"margin": 0.2, "tolerance": 0.4},
                 "stale_after_days": 14, "refused_after_days": 45},
      "inconclusive_share_max": 1, "overrides": []})";
    head = MakeScriptBundle(folder / "head", "exec " + RealProgram() + " \"$@\"");
  }

  // A process of the real program, as if it had been built from kCommit.
  attnwatch::Run MeasureBase(const std::string& name) {
    const std::string path = (folder / (name + ".json")).string();
    std::vector<std::string> command = {RealProgram()};
    command.insert(command.end(), flags.begin(), flags.end());
    command.insert(command.end(),
                   {"--grid=smoke", "--device=cpu", "--rounds=3", "--run_out=" + path});
    EXPECT_TRUE(RunChild(command, path + ".log").exited_with(0));
    attnwatch::Run run = ReadRunJson(path);
    run.environment.soft.Set("commit", kCommit);
    run.environment.soft.Set("commit_dirty", "false");
    return run;
  }

  // Four processes a side: nothing else says how noisy this machine is.
  void AcceptBaseline() {
    std::vector<attnwatch::Run> runs;
    for (int i = 0; i < 4; ++i) runs.push_back(MeasureBase("base" + std::to_string(i)));
    const std::string to = (folder / "data" / runs[0].environment.device_key / "custom").string();
    AcceptRequest request;
    request.reason = "the first one";
    request.accepted_at = runs[0].started_at;
    WriteBaseline(Accept(nullptr, runs, to, request, {}));
  }

  void CacheBundle(const std::string& commit) const {
    const fs::path bundle = folder / "bundles" / kCommit;
    MakeScriptBundle(bundle, "exec " + RealProgram() + " \"$@\"");
    std::ofstream(bundle / "VERSION") << "commit " << commit << "\n";
  }

  Outcome RunGateTool(const std::vector<std::string>& more) const {
    Arguments arguments = {"gate",
                           "--baseline",
                           (folder / "data").string(),
                           "--bundles",
                           (folder / "bundles").string(),
                           "--head",
                           head,
                           "--policy",
                           (folder / "policy.json").string(),
                           "--out",
                           (folder / "out").string(),
                           "--grid",
                           "smoke",
                           "--rounds",
                           "3",
                           "--screen_pairs",
                           "4",
                           "--budget",
                           "300",
                           "--device",
                           "cpu"};
    for (const std::string& flag : flags) arguments.push_back("--flag=" + flag);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunTool(arguments);
  }

  std::vector<std::string> flags = {
      "--kernels=reference", "--dtype=float32",          "--batch=1",     "--heads=2",
      "--seq_len=128",       "--head_dim=8,16,24,32,64", "--no_ceilings", "--launches=3"};
  fs::path folder;
  std::string head;
};

TEST_F(StoredGateTest, WithoutTheBaselinesBuildWhatIsSlowerStaysUnconfirmed) {
  AcceptBaseline();
  const Outcome outcome = RunGateTool({"--head_flag=--plant=head_dim=64/:900%"});
  EXPECT_EQ(outcome.exit_code, kExitNoAnswer) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("unconfirmed"));
  EXPECT_THAT(outcome.out, HasSubstr("there is no bundle of the baseline's commit"));
  EXPECT_THAT(outcome.out, HasSubstr(std::string(kCommit) + ".tar.gz"));
}

TEST_F(StoredGateTest, TheBaselinesBuildConfirmsWhatIsSlower) {
  AcceptBaseline();
  CacheBundle(kCommit);
  const Outcome outcome = RunGateTool({"--head_flag=--plant=head_dim=64/:900%"});
  EXPECT_EQ(outcome.exit_code, kExitRegression) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("screen0-head"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("screen0-base")));
  EXPECT_THAT(outcome.err, HasSubstr("confirm0-base"));
}

TEST_F(StoredGateTest, ABundleOfAnotherCommitIsAnError) {
  AcceptBaseline();
  CacheBundle("fedcba9876543210fedcba9876543210fedcba98");
  const Outcome outcome = RunGateTool({"--head_flag=--plant=head_dim=64/:900%"});
  EXPECT_EQ(outcome.exit_code, kExitUsage) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr("is of commit fedcba"));
}

TEST_F(StoredGateTest, NoBaselineIsSaidLoudly) {
  const Outcome outcome = RunGateTool({});
  EXPECT_EQ(outcome.exit_code, kExitPass) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("THERE IS NO BASELINE"));
}

TEST(GateCommand, NeedsSomethingToCompareWith) {
  ExpectOneLine(RunTool({"gate", "--head", "x"}), kExitUsage, "--base BUNDLE or --baseline");
}

}  // namespace
}  // namespace attnwatch
