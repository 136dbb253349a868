// SPDX-License-Identifier: Apache-2.0
#include "ci/baseline_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

class BaselineFolderTest : public testing::Test {
 protected:
  BaselineFolderTest() : before_(fs::current_path()) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("folder_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::current_path(folder_);
  }
  ~BaselineFolderTest() override { fs::current_path(before_); }

  fs::path folder_;
  fs::path before_;
};

TEST_F(BaselineFolderTest, AProgramInTheBinOfABundleFindsWhatItCarries) {
  const fs::path program = folder_ / "bundle/bin/attnwatch";
  fs::create_directories(folder_ / "bundle/bin");
  EXPECT_EQ(BaselineFolderOfBundle(program), "");
  fs::create_directories(folder_ / "bundle/baselines/data");
  EXPECT_EQ(BaselineFolderOfBundle(program), (folder_ / "bundle/baselines/data").string());
  EXPECT_EQ(BaselineFolderOfBundle(folder_ / "bundle/ci/attnwatch"), "");
}

TEST_F(BaselineFolderTest, ACloneHasItsOwnAndNowhereIsWhereTheFirstWillBe) {
  EXPECT_EQ(DefaultBaselineFolder(), "baselines/data");
  fs::create_directories(folder_ / "baselines/data");
  EXPECT_EQ(DefaultBaselineFolder(), "baselines/data");
}

TEST_F(BaselineFolderTest, TheNoiseRecordIsThatOfTheDevice) {
  fs::create_directories(folder_ / "data/h100/figure");
  EXPECT_EQ(NoiseRecordBeside("data/h100/figure"), "");
  std::ofstream("data/h100/noise.json") << "{}";
  const std::string found = (folder_ / "data/h100/noise.json").string();
  EXPECT_EQ(NoiseRecordBeside("data/h100/figure"), found);
  EXPECT_EQ(NoiseRecordBeside("data/h100/figure/"), found);
  EXPECT_EQ(NoiseRecordBeside("data/h100/not_there_yet"), found);
}

}  // namespace
}  // namespace attnwatch
