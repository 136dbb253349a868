// SPDX-License-Identifier: Apache-2.0
#include "compare/power/trend_study.h"

#include <gtest/gtest.h>

#include "compare/power/trend_peers.h"

namespace attnwatch {
namespace {

// Few series, which takes seconds: the figures of docs/trend.md are of many.
TEST(TrendStudyTest, TheDetectorIsWhatItIsSaidToBe) {
  const TrendStudyOptions options{100, 7};
  const std::vector<TrendStudyRow> rows = StudyTrend(options);
  const TrendStudyRow& ours = rows[0];
  EXPECT_LE(ours.false_alarms, 0.06);
  EXPECT_LE(ours.plans[0].median_nights, 6);
  EXPECT_LE(ours.plans[1].median_nights, 2);
  EXPECT_GE(ours.plans[1].found, 90u);
  EXPECT_LE(ours.plans[3].median_nights, 7);
  EXPECT_LE(ours.plans[5].found, 5u);
  EXPECT_LE(ours.plans[4].found, 1u);
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
