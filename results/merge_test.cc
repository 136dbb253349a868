// SPDX-License-Identifier: Apache-2.0
#include "results/merge.h"

#include <gmock/gmock.h>

#include "results/error.h"

namespace attnwatch {
namespace {

attnwatch::Run Shard(const std::string& shard) {
  attnwatch::Run run;
  run.id = "run-" + shard;
  run.grid = "figure";
  run.complete = true;
  run.environment.device_key = "nvidia-h100-80gb-hbm3";
  run.environment.hard = {{"device_name", "H100"}};
  run.environment.soft = {{"commit", "c0ffee"}, {"shard", shard}};
  run.ceilings = {{"write", "start", 3e12, {}}};
  run.measurements.emplace_back().labels = {{"head_dim", shard}};
  run.warnings = {"warm " + shard};
  return run;
}

std::string ErrorOf(const std::vector<attnwatch::Run>& runs) {
  try {
    MergeRuns(runs);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(MergeRuns, JoinsShardsInAnyOrder) {
  const attnwatch::Run merged = MergeRuns({Shard("2/3"), Shard("1/3"), Shard("3/3")});
  EXPECT_EQ(merged.id, "run-2/3");
  EXPECT_TRUE(merged.complete);
  EXPECT_FALSE(merged.planted);
  EXPECT_EQ(merged.measurements.size(), 3u);
  EXPECT_EQ(merged.ceilings.size(), 3u);
  EXPECT_THAT(merged.warnings, testing::ElementsAre("warm 2/3", "warm 1/3", "warm 3/3"));
  EXPECT_EQ(merged.environment.soft.Get("shard"), "");
  EXPECT_EQ(merged.environment.soft.Get("commit"), "c0ffee");
}

TEST(MergeRuns, IsOnlyAsGoodAsItsWorstShard) {
  attnwatch::Run interrupted = Shard("2/2");
  interrupted.complete = false;
  interrupted.planted = true;
  const attnwatch::Run merged = MergeRuns({Shard("1/2"), interrupted});
  EXPECT_FALSE(merged.complete);
  EXPECT_TRUE(merged.planted);
}

TEST(MergeRuns, RefusesWhatIsNotOneSplit) {
  EXPECT_EQ(ErrorOf({}), "no run to merge");
  EXPECT_EQ(ErrorOf({Shard("1/3"), Shard("3/3")}), "cannot merge: shard 2/3 is missing");
  EXPECT_EQ(ErrorOf({Shard("1/2"), Shard("1/2")}),
            "cannot merge run run-1/2: shard 1/2 is there twice");
  EXPECT_EQ(ErrorOf({Shard("1/1"), Shard("1/2")}), "cannot merge: shard 1/2 is of another split");
  EXPECT_EQ(ErrorOf({Shard("")}), "cannot merge run run-: it is not a shard");
}

TEST(MergeRuns, RefusesOtherDevicesGridsAndCommits) {
  attnwatch::Run other = Shard("2/2");
  other.environment.device_key = "nvidia-h200";
  EXPECT_EQ(ErrorOf({Shard("1/2"), other}),
            "cannot merge runs run-1/2 and run-2/2: device key is nvidia-h100-80gb-hbm3 and "
            "nvidia-h200");
  other = Shard("2/2");
  other.environment.hard.Set("device_name", "H100 PCIe");
  EXPECT_THAT(ErrorOf({Shard("1/2"), other}), testing::HasSubstr("hard environment"));
  other = Shard("2/2");
  other.environment.soft.Set("commit", "decaf");
  EXPECT_THAT(ErrorOf({Shard("1/2"), other}), testing::HasSubstr("commit is c0ffee and decaf"));
}

}  // namespace
}  // namespace attnwatch
