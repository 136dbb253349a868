// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/shard.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "results/error.h"

namespace attnwatch {
namespace {

std::string Name(int head_dim) {
  return "attention_score/kernel=cublas/head_dim=" + std::to_string(head_dim);
}

TEST(Shard, EveryCaseIsInExactlyOne) {
  for (const int count : {1, 2, 3, 7}) {
    for (int head_dim = 1; head_dim <= 341; ++head_dim) {
      int shards = 0;
      for (int i = 0; i < count; ++i) shards += Shard{i, count}.Contains(Name(head_dim));
      EXPECT_EQ(shards, 1) << head_dim << " of " << count;
    }
  }
}

TEST(Shard, SharesTheCasesAboutEqually) {
  std::vector<int> cases(4);
  for (int head_dim = 1; head_dim <= 341; ++head_dim) {
    for (int i = 0; i < 4; ++i)
      cases[static_cast<size_t>(i)] += Shard{i, 4}.Contains(Name(head_dim));
  }
  for (const int count : cases) EXPECT_NEAR(count, 341 / 4, 25);
}

TEST(Shard, IsTheSameOnEveryMachine) {
  EXPECT_TRUE((Shard{0, 3}.Contains(Name(64))));
  EXPECT_TRUE((Shard{2, 3}.Contains(Name(65))));
}

TEST(ParseShard, CountsAsPeopleDo) {
  const Shard shard = ParseShard("2/3");
  EXPECT_EQ(shard.index, 1);
  EXPECT_EQ(shard.count, 3);
  EXPECT_EQ(shard.Name(), "2/3");
}

TEST(ParseShard, RefusesAnythingElse) {
  for (const char* text :
       {"", "2", "0/3", "4/3", "1/0", "a/3", "1/3x", "1/3/3", "1/1001", "-1/3"}) {
    EXPECT_THROW(ParseShard(text), Error) << text;
  }
}

TEST(BazelShard, TellsBazelThatItIsHeeded) {
  const std::string status = testing::TempDir() + "/shard_status";
  std::filesystem::remove(status);
  EXPECT_FALSE(BazelShard());
  setenv("TEST_TOTAL_SHARDS", "3", 1);
  setenv("TEST_SHARD_INDEX", "2", 1);
  setenv("TEST_SHARD_STATUS_FILE", status.c_str(), 1);
  EXPECT_EQ(BazelShard()->Name(), "3/3");
  EXPECT_TRUE(std::filesystem::exists(status));
  for (const char* name : {"TEST_TOTAL_SHARDS", "TEST_SHARD_INDEX", "TEST_SHARD_STATUS_FILE"}) {
    unsetenv(name);
  }
}

}  // namespace
}  // namespace attnwatch
