// SPDX-License-Identifier: Apache-2.0
#include "baselines/history/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <vector>

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using Mode = HistoryIndex::Mode;

HistoryEntry MakeEntry(int number, double log_median = -6) {
  HistoryEntry entry;
  entry.night.run_id = "run-" + std::to_string(number);
  entry.night.path = "out/" + entry.night.run_id + "/run.json";
  entry.night.suite = "attention_score";
  entry.night.grid = "figure";
  entry.night.device_key = "gpu";
  entry.night.started_seconds = 86400 * number;
  entry.night.environment = "driver=1\n";
  entry.night.fingerprint = entry.night.run_id + std::to_string(log_median);
  for (const char* head_dim : {"64", "65"}) {
    NightPoint point;
    point.status = Status::kOk;
    point.sample_count = 20;
    point.log_median = point.own_clock_log_median = log_median;
    point.deviation = 0.001;
    point.log_clock = 21.3;
    point.elasticity = -0.9;
    point.elasticity_error = 0.05;
    entry.points.push_back({{{"kernel", "cublas"}, {"head_dim", head_dim}}, point});
  }
  return entry;
}

class HistoryIndexTest : public ::testing::Test {
 protected:
  HistoryIndexTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("history_") + test->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~HistoryIndexTest() override { fs::remove_all(folder_); }

  std::string path() const { return (folder_ / "history.db").string(); }

  fs::path folder_;
};

std::vector<double> Medians(const HistoryIndex& index, size_t place) {
  const Nights nights = index.ReadNights();
  Series series = index.FindCases().at(place);
  index.ReadPoints(nights, &series);
  std::vector<double> medians;
  for (const NightPoint& point : series.points) medians.push_back(point.log_median);
  return medians;
}

TEST_F(HistoryIndexTest, ReadsBackWhatWasAdded) {
  HistoryIndex(path(), Mode::kWrite).Add(MakeEntry(1, -6.5));
  const HistoryIndex index(path(), Mode::kRead);
  const Nights nights = index.ReadNights();
  ASSERT_EQ(nights.size(), 1u);
  EXPECT_EQ(nights.begin()->second.run_id, "run-1");
  EXPECT_EQ(nights.begin()->second.environment, "driver=1\n");
  std::vector<Series> cases = index.FindCases();
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[1].labels.Name(), "kernel=cublas/head_dim=65");
  index.ReadPoints(nights, &cases[1]);
  ASSERT_EQ(cases[1].points.size(), 1u);
  EXPECT_EQ(cases[1].points[0].log_median, -6.5);
  EXPECT_EQ(cases[1].points[0].elasticity, -0.9);
}

TEST_F(HistoryIndexTest, OrdersNightsByTimeNotByWhenTheyWereAdded) {
  HistoryIndex index(path(), Mode::kWrite);
  for (const int number : {3, 1, 2}) index.Add(MakeEntry(number, -number));
  EXPECT_THAT(Medians(index, 0), ::testing::ElementsAre(-1, -2, -3));
}

TEST_F(HistoryIndexTest, ARunAddedTwiceIsThereOnce) {
  HistoryIndex index(path(), Mode::kWrite);
  EXPECT_EQ(index.Add(MakeEntry(1)), Added::kNew);
  EXPECT_EQ(index.Add(MakeEntry(1)), Added::kDuplicate);
  HistoryEntry copy = MakeEntry(1);
  copy.night.path = "elsewhere/run.json";
  EXPECT_EQ(index.Add(copy), Added::kDuplicate);
  EXPECT_EQ(Medians(index, 0).size(), 1u);
}

TEST_F(HistoryIndexTest, TheOrderOfLabelsMakesNoOtherCase) {
  HistoryIndex index(path(), Mode::kWrite);
  index.Add(MakeEntry(1));
  HistoryEntry other = MakeEntry(2);
  other.points[0].first = {{"head_dim", "64"}, {"kernel", "cublas"}};
  index.Add(other);
  EXPECT_EQ(index.FindCases().size(), 2u);
}

TEST_F(HistoryIndexTest, AFileThatChangedReplacesItsRun) {
  HistoryIndex index(path(), Mode::kWrite);
  index.Add(MakeEntry(1, -6));
  EXPECT_EQ(index.Add(MakeEntry(1, -7)), Added::kReplaced);
  EXPECT_THAT(Medians(index, 0), ::testing::ElementsAre(-7));
  HistoryEntry other = MakeEntry(2, -8);
  other.night.path = MakeEntry(1).night.path;
  EXPECT_EQ(index.Add(other), Added::kReplaced);
  EXPECT_THAT(Medians(index, 0), ::testing::ElementsAre(-8));
}

TEST_F(HistoryIndexTest, TwoFilesThatClaimOneIdAreRefused) {
  HistoryIndex index(path(), Mode::kWrite);
  HistoryEntry entry = MakeEntry(1, -6);
  entry.night.path = (folder_ / "here.json").string();
  std::ofstream(entry.night.path) << "{}";
  index.Add(entry);
  HistoryEntry other = MakeEntry(1, -7);
  other.night.path = "elsewhere/run.json";
  EXPECT_EQ(index.Add(other), Added::kConflict);
  EXPECT_THAT(Medians(index, 0), ::testing::ElementsAre(-6));
}

TEST_F(HistoryIndexTest, FollowsARunThatMoved) {
  HistoryIndex index(path(), Mode::kWrite);
  index.Add(MakeEntry(1));
  HistoryEntry moved = MakeEntry(1);
  moved.night.path = "elsewhere/run.json";
  EXPECT_EQ(index.Add(moved), Added::kDuplicate);
  EXPECT_EQ(index.ReadNights().begin()->second.path, "elsewhere/run.json");
}

TEST_F(HistoryIndexTest, ForgetsARun) {
  HistoryIndex index(path(), Mode::kWrite);
  index.Add(MakeEntry(1, -1));
  index.Add(MakeEntry(2, -2));
  index.Remove(index.ReadNights().begin()->second);
  EXPECT_THAT(Medians(index, 1), ::testing::ElementsAre(-2));
}

TEST_F(HistoryIndexTest, TwoWritersAtOnceLoseNothing) {
  const auto write = [&](int first) {
    HistoryIndex index(path(), Mode::kWrite);
    for (int number = first; number < first + 20; ++number) index.Add(MakeEntry(number));
  };
  std::future<void> one = std::async(std::launch::async, write, 1);
  std::future<void> other = std::async(std::launch::async, write, 11);  // ten of them both
  EXPECT_NO_THROW(one.get());
  EXPECT_NO_THROW(other.get());
  EXPECT_EQ(HistoryIndex(path(), Mode::kRead).ReadNights().size(), 30u);
}

// Whoever comes second finds the file half made, and waits.
TEST_F(HistoryIndexTest, SeveralMayMakeItAtOnce) {
  for (int round = 0; round < 10; ++round) {
    const std::string fresh = path() + std::to_string(round);
    std::vector<std::future<void>> writers;
    for (int number = 1; number <= 8; ++number) {
      writers.push_back(std::async(std::launch::async, [&, number] {
        HistoryIndex(fresh, Mode::kWrite).Add(MakeEntry(number));
      }));
    }
    for (auto& writer : writers) EXPECT_NO_THROW(writer.get());
    EXPECT_EQ(HistoryIndex(fresh, Mode::kRead).ReadNights().size(), 8u);
  }
}

}  // namespace
}  // namespace attnwatch
