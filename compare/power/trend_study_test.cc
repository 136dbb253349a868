// SPDX-License-Identifier: Apache-2.0
#include "compare/power/trend_study.h"

#include <gtest/gtest.h>

#include "compare/power/otava_rule.h"
#include "compare/power/trend_peers.h"

namespace attnwatch {
namespace {

// Few series, which takes seconds: the figures of docs/trend.md are of many.
TEST(TrendStudyTest, TheDetectorIsWhatItIsSaidToBe) {
  const TrendStudyOptions options{100, 7, false};
  const std::vector<TrendStudyRow> rows = StudyTrend(options);
  const TrendStudyRow& ours = rows[0];
  EXPECT_LE(ours.false_alarms, 0.06);
  EXPECT_LE(ours.plans[0].median_nights, 6);
  EXPECT_LE(ours.plans[1].median_nights, 2);
  EXPECT_GE(ours.plans[1].found, 90u);
  EXPECT_LE(ours.plans[3].median_nights, 7);
  EXPECT_LE(ours.plans[5].found, 5u);
  EXPECT_LE(ours.plans[4].found, 1u);
  EXPECT_LE(ours.false_alarms_environments, 0.06);
  EXPECT_LE(ours.plans[6].median_nights, 6);  // noise and +5 %
  EXPECT_GE(ours.plans[8].found, 90u);        // +2 % with a driver
  EXPECT_LE(ours.plans[8].median_nights, 5);
  EXPECT_LE(ours.plans[9].found, 3u);    // the machine's clock
  EXPECT_GE(ours.plans[10].found, 70u);  // its own: a third of the cases hardly follow it
}

TEST(TrendStudyTest, PeersSeeTheSameYears) {
  EXPECT_EQ(StudyTrend({2, 7}).size(), 1 + 2 * TrendPeers().size());
}

TEST(TrendStudyTest, OtavaDropsWhatIsSmall) {
  std::vector<double> values;
  for (size_t i = 0; i < 100; ++i)
    values.push_back(0.0001 * double(i * 7919 % 13) + (i >= 80 ? 0.03 : 0));
  const std::vector<size_t> all = FindOtavaSlower(values, {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_GE(all[0], 81u);  // two nights on either side
  EXPECT_LE(all[0], 82u);
  EXPECT_TRUE(FindOtavaSlower(values, {50, 0.001, 0.05}).empty());
  for (double& value : values) value = -value;
  EXPECT_TRUE(FindOtavaSlower(values, {}).empty());
}

TEST(TrendStudyTest, OtavaFindsSeveral) {
  std::vector<double> values;
  for (size_t i = 0; i < 160; ++i)
    values.push_back(0.0001 * double(i * 7919 % 13) + (i >= 40 ? 0.1 : 0) + (i >= 90 ? 0.2 : 0) +
                     (i >= 140 ? 0.1 : 0));
  EXPECT_EQ(FindOtavaSlower(values, {}).size(), 3u);
  EXPECT_TRUE(FindOtavaSlower(std::vector<double>(60, -6), {}).empty());
  EXPECT_TRUE(FindOtavaSlower({}, {}).empty());
}

TEST(TrendStudyTest, PeersCallWhatTheyAreMadeFor) {
  std::vector<double> values;
  for (size_t i = 0; i < 100; ++i)
    values.push_back(0.0001 * double(i * 7919 % 13) + (i >= 80 ? 0.1 : 0));
  for (const TrendPeer& peer : TrendPeers()) {
    const std::vector<size_t> nights = peer.find_slower(values);
    ASSERT_FALSE(nights.empty()) << peer.name;
    EXPECT_GE(nights.front(), 80u) << peer.name;
    EXPECT_LE(nights.front(), 92u) << peer.name;
  }
}

TEST(TrendStudyTest, TheSameSeedIsTheSameYear) {
  EXPECT_EQ(SimulateYear({}, 5).raw, SimulateYear({}, 5).raw);
  EXPECT_NE(SimulateYear({}, 5).raw, SimulateYear({}, 8).raw);
}

}  // namespace
}  // namespace attnwatch
