// SPDX-License-Identifier: Apache-2.0
//
// What users hand to compare and gate by mistake: a clear line, the right exit code, no verdict.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "ci/gate_lock.h"
#include "ci/testing/run_tool.h"
#include "ci/testing/stored_test.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

// Replaces the last `before` in the file.
void Edit(const std::string& path, const std::string& before, const std::string& after) {
  std::string text = ReadFile(path, size_t{1} << 24);
  const size_t at = text.rfind(before);
  ASSERT_NE(at, std::string::npos) << before;
  std::ofstream(path) << text.replace(at, before.size(), after);
}

TEST_F(StoredTest, AnotherDeviceIsRefused) {
  attnwatch::Run other = MakeRun(1);
  other.environment.device_key = "another-device";
  const std::string head = Write(MakeRun(2), "head.json");
  ExpectOneLine(RunTool({"compare", Write(other, "other.json"), head}), 3, "another-device");
  other = MakeRun(1);
  other.environment.hard.Set("multiprocessors", "114");
  ExpectOneLine(RunTool({"compare", Write(other, "other.json"), head}), 3,
                "multiprocessors is 114 and unknown");
}

TEST_F(StoredTest, AnotherSchemaIsRefused) {
  const std::string old = base();
  Edit(old, "\"schema_version\": 1", "\"schema_version\": 2");
  ExpectOneLine(RunTool({"compare", old, Write(MakeRun(2), "head.json")}), 2,
                "schema 2, this one reads 1");
}

TEST_F(StoredTest, ABaselineThatWasEditedOrTruncatedIsRefused) {
  const std::string dir = Path("data");
  const std::string head = Write(MakeRun(2), "head.json");
  const std::string folder = dir + "/synthetic-h100-80gb-hbm3/figure/";
  const auto accept = [&] {
    fs::remove_all(dir);
    ASSERT_EQ(RunTool({"accept", base(), "--reason", "x", "--dir", dir}).exit_code, 0);
  };
  accept();
  Edit(folder + "1.json", "\"seconds\":[0.00", "\"seconds\":[0.01");
  ExpectOneLine(RunTool({"compare", dir, head}), 2, "has other samples than were accepted");
  accept();
  fs::resize_file(folder + "1.json", fs::file_size(folder + "1.json") / 2);
  ExpectOneLine(RunTool({"compare", dir, head}), 2, "not valid JSON");
  accept();
  fs::resize_file(folder + "accepted.json", 100);
  ExpectOneLine(RunTool({"compare", dir, head}), 2, "not valid JSON");
  accept();
  fs::remove(folder + "1.json");
  ExpectOneLine(RunTool({"compare", dir, head}), 2, "cannot be read");
}

TEST_F(StoredTest, AnExpiredOverrideForgivesNothing) {
  const std::string slow = Write(MakeRun(2, 0.2), "slow.json");
  const char* const policy = R"({"policy_schema_version": 1,
      "ab": {"margin": 0.005, "tolerance": 0.01, "suspect_limit": 64},
      "stored": {"same_board": {"margin": 0.01, "tolerance": 0.02},
                 "other_board": {"margin": 0.04, "tolerance": 0.08},
                 "stale_after_days": 14, "refused_after_days": 45},
      "inconclusive_share_max": 0.02,
      "overrides": [{"cases": "head_dim=7", "tolerance": 0.5, "reason": "known",
                     "owner": "somebody", "expires": "2020-01-01"}]})";
  std::ofstream(Path("policy.json")) << policy;
  const Outcome outcome = RunTool({"compare", base(), slow, "--policy", Path("policy.json")});
  EXPECT_EQ(outcome.exit_code, 3) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("1 unconfirmed"));
  EXPECT_THAT(outcome.out, HasSubstr("expired"));
}

TEST_F(StoredTest, ASecondGateOnTheDeviceSaysForWhatItWaitsAndMeasuresNothing) {
  fs::create_directories(folder_ / "bundle/bin");
  std::ofstream(folder_ / "bundle/bin/attention_score") << "#!/bin/sh\necho ran >>ran\n";
  std::ostringstream progress;
  const GateLock first("bad-input-test", 0, progress);
  const Outcome second =
      RunTool({"gate", "--base", Path("bundle"), "--head", Path("bundle"), "--device",
               "bad-input-test", "--wait", "0.1", "--out", Path("out")});
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.err, HasSubstr("waiting for another gate on device bad-input-test\n"));
  EXPECT_EQ(second.out, "");
  EXPECT_FALSE(fs::exists(Path("out/verdict.json")));
  EXPECT_FALSE(fs::exists(Path("out/screen0-base.log")));
}

}  // namespace
}  // namespace attnwatch
