// SPDX-License-Identifier: Apache-2.0
#include "baselines/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "baselines/acceptance.h"
#include "results/error.h"
#include "results/read_file.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Measurement MakeMeasurement(const std::string& head_dim, double seconds) {
  Measurement m;
  m.labels = {{"kernel", "cublas"}, {"head_dim", head_dim}};
  m.status = Status::kOk;
  m.visits.resize(1);
  m.visits[0].round = 1;
  m.visits[0].seconds = {seconds};
  return m;
}

attnwatch::Run MakeRun(int number, double seconds = 1e-3) {
  attnwatch::Run run;
  run.grid = "figure";
  run.id = "run-" + std::to_string(number);
  run.started_at = "2026-11-2" + std::to_string(number) + "T12:00:00Z";
  run.complete = true;
  run.environment.device_key = "gpu";
  run.environment.hard = {{"inputs", "uniform"}};
  run.environment.soft = {{"commit", "0123abc"}, {"commit_dirty", "false"}, {"board", "b1"}};
  run.measurements = {MakeMeasurement("64", seconds), MakeMeasurement("65", 2 * seconds)};
  return run;
}

AcceptRequest Because(const std::string& reason, const std::string& cases = kAllCases) {
  AcceptRequest request;
  request.reason = reason;
  request.accepted_at = "2026-11-29T08:00:00Z";
  request.cases = cases;
  return request;
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(::testing::TempDir()) / (std::string("store_") + test->name());
    fs::remove_all(root_);
    folder_ = (root_ / "gpu" / "figure").string();
  }
  ~StoreTest() override { fs::remove_all(root_); }

  Baseline First(const std::vector<attnwatch::Run>& runs) const {
    const Baseline made = Accept(nullptr, runs, folder_, Because("the first"), {});
    WriteBaseline(made);
    return ReadBaseline(folder_);
  }

  void ExpectRefused(const Baseline* old, const std::vector<attnwatch::Run>& runs,
                     const std::string& why, const std::string& cases = kAllCases) const {
    try {
      Accept(old, runs, folder_, Because("more", cases), {});
      FAIL() << why;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(why));
    }
  }

  fs::path root_;
  std::string folder_;
};

TEST_F(StoreTest, WhatWasAcceptedIsRead) {
  const Baseline baseline = First({MakeRun(1), MakeRun(2)});
  EXPECT_EQ(baseline.name, "figure");
  ASSERT_EQ(baseline.runs.size(), 2u);
  EXPECT_EQ(baseline.record.history[0].measured_at, "2026-11-21T12:00:00Z");
  EXPECT_EQ(baseline.record.history[0].board, "b1");
  ASSERT_EQ(baseline.record.cases.size(), 2u);
  EXPECT_NEAR(baseline.record.cases[1].seconds, 2e-3, 1e-12);
  EXPECT_THAT(ListBaselines(root_.string()), testing::ElementsAre(folder_));
}

TEST_F(StoreTest, FindsTheBaselineOfARun) {
  First({MakeRun(1)});
  EXPECT_TRUE(FindBaseline(root_.string(), MakeRun(2)));
  EXPECT_TRUE(FindBaseline((root_ / "gpu").string(), MakeRun(2)));
  attnwatch::Run other = MakeRun(2);
  other.environment.device_key = "other";
  EXPECT_FALSE(FindBaseline(root_.string(), other));
  other = MakeRun(2);
  other.grid = "table";
  EXPECT_FALSE(FindBaseline(root_.string(), other));
  other = MakeRun(2);
  for (Measurement& m : other.measurements) m.labels.Set("layout", "nn");
  EXPECT_FALSE(FindBaseline(root_.string(), other));
}

TEST_F(StoreTest, TenAcceptedStepsOfOnePercentAreSeen) {
  Baseline baseline = First({MakeRun(1)});
  double seconds = 1e-3;
  for (int step = 0; step < 10; ++step) {
    seconds *= 1.01;
    baseline = Accept(&baseline, {MakeRun(2, seconds)}, folder_, Because("a step"), {});
  }
  EXPECT_NEAR(baseline.record.cases[0].cumulative_log_ratio, 10 * std::log(1.01), 1e-9);
  EXPECT_EQ(baseline.record.cases[0].first, 1u);
  EXPECT_DOUBLE_EQ(baseline.record.cases[0].first_seconds, 1e-3);
  EXPECT_EQ(baseline.record.cases[0].entry, 11u);
  EXPECT_EQ(baseline.record.history.size(), 11u);
}

TEST_F(StoreTest, ChangesAtEqualClocksCountInsteadOfTimes) {
  const Baseline old = First({MakeRun(1)});
  const attnwatch::Run fresh = MakeRun(2, 1.1e-3);
  const std::vector<Labels::Pair> key = {{"head_dim", "64"}, {"kernel", "cublas"}};
  const Baseline accepted = Accept(&old, {fresh}, folder_, Because("x"), {{key, 0.003}});
  EXPECT_DOUBLE_EQ(accepted.record.cases[0].cumulative_log_ratio, 0.003);
  EXPECT_NEAR(accepted.record.cases[1].cumulative_log_ratio, std::log(1.1), 1e-12);
}

TEST_F(StoreTest, PartOfTheCasesMoves) {
  Baseline old = First({MakeRun(1), MakeRun(2)});
  old.record.cases[0].tolerance = 0.05;
  old.record.cases[0].tolerance_reason = "noisy";
  const Baseline accepted = Accept(&old, {MakeRun(3, 3e-3), MakeRun(4, 3e-3)}, folder_,
                                   Because("new tile", "head_dim=64"), {});
  WriteBaseline(accepted);
  const Baseline read = ReadBaseline(folder_);
  EXPECT_NEAR(read.record.cases[0].seconds, 3e-3, 1e-12);
  EXPECT_EQ(read.record.cases[0].entry, 2u);
  EXPECT_EQ(read.record.cases[0].tolerance, 0.05);
  EXPECT_NEAR(read.record.cases[1].seconds, 2e-3, 1e-12);
  EXPECT_EQ(read.record.cases[1].entry, 1u);
  EXPECT_EQ(read.record.history[1].cases, "head_dim=64");
  EXPECT_EQ(read.record.history[1].case_count, 1u);
  EXPECT_EQ(OldestInUse(read.record).measured_at, "2026-11-21T12:00:00Z");
  ExpectRefused(&old, {MakeRun(3)}, "part of a baseline of 2 runs needs as many", "head_dim=64");
  ExpectRefused(&old, {MakeRun(3), MakeRun(4)}, "no case of the runs matches", "head_dim=1");
}

TEST_F(StoreTest, FewerRunsLeaveNoneBehind) {
  const Baseline old = First({MakeRun(1), MakeRun(2), MakeRun(3)});
  WriteBaseline(Accept(&old, {MakeRun(4)}, folder_, Because("fewer"), {}));
  EXPECT_EQ(ReadBaseline(folder_).runs.size(), 1u);
  EXPECT_TRUE(fs::exists(folder_ + "/1.json"));
  EXPECT_FALSE(fs::exists(folder_ + "/2.json"));
  EXPECT_FALSE(fs::exists(folder_ + "/3.json"));
}

TEST_F(StoreTest, NothingEntersThatIsNotKnownToBeRight) {
  attnwatch::Run run = MakeRun(1);
  run.complete = false;
  ExpectRefused(nullptr, {run}, "it is incomplete");
  run = MakeRun(1);
  run.planted = true;
  ExpectRefused(nullptr, {run}, "planted");
  run = MakeRun(1);
  run.environment.soft.Set("commit_dirty", "true");
  ExpectRefused(nullptr, {run}, "its tree was not clean");
  for (const Status status : {Status::kFailed, Status::kIncorrect, Status::kInvalid}) {
    run = MakeRun(1);
    run.measurements[1].status = status;
    run.measurements[1].reason = "because";
    ExpectRefused(nullptr, {run},
                  "head_dim=65 is " + std::string(StatusName(status)) + ": because");
  }
  ExpectRefused(nullptr, {MakeRun(1), MakeRun(1)}, "is there twice");
  run = MakeRun(2);
  run.environment.soft.Set("commit", "other");
  ExpectRefused(nullptr, {MakeRun(1), run}, "commit is other, not 0123abc");
  ExpectRefused(nullptr, {}, "no run");
}

TEST_F(StoreTest, ForeignRunsAreRefused) {
  const Baseline old = First({MakeRun(1)});
  attnwatch::Run run = MakeRun(2);
  run.environment.hard.Set("inputs", "zeros");
  ExpectRefused(&old, {run}, "inputs is zeros, not uniform");
  run = MakeRun(2);
  run.environment.device_key = "other";
  ExpectRefused(&old, {run}, "device key is other, not gpu");
  run = MakeRun(2);
  run.measurements.pop_back();
  ExpectRefused(&old, {run}, "it lacks kernel=cublas/head_dim=65");
  for (Measurement& m : run.measurements) m.labels.Set("layout", "nn");
  ExpectRefused(&old, {run}, "give it another --name");
}

TEST_F(StoreTest, EditsByHandAreNoticed) {
  First({MakeRun(1)});
  const auto expect_damaged = [&] { EXPECT_THROW(ReadBaseline(folder_), Error); };
  WriteRunJson(MakeRun(1, 1.001e-3), folder_ + "/1.json");
  expect_damaged();
  attnwatch::Run more = MakeRun(1);
  more.measurements.push_back(MakeMeasurement("66", 1e-3));
  WriteRunJson(more, folder_ + "/1.json");
  expect_damaged();
  fs::remove(folder_ + "/1.json");
  expect_damaged();
  WriteRunJson(MakeRun(1), folder_ + "/1.json");
  ReadBaseline(folder_);
  std::string text = ReadFile(folder_ + "/accepted.json", 1 << 20);
  text.replace(text.find("\"reason\""), 8, "\"raeson\"");
  std::ofstream(folder_ + "/accepted.json") << text;
  expect_damaged();
}

TEST(ShippedBaselines, AreWhole) {
  const std::vector<std::string> folders = ListBaselines("baselines/data");
  EXPECT_EQ(folders.size(), 4u);
  for (const std::string& folder : folders) {
    const Baseline baseline = ReadBaseline(folder);
    RequireAcceptable(baseline.runs);
    // No CPU is like another: a baseline of one would only mislead.
    EXPECT_NE(baseline.runs.front().environment.device_key.substr(0, 4), "cpu-") << folder;
    EXPECT_EQ(FindBaseline("baselines/data", baseline.runs.front())->folder, folder);
  }
}

}  // namespace
}  // namespace attnwatch
