// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/schedule.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

namespace attnwatch {
namespace {

TEST(RoundOrder, IsAPermutation) {
  std::vector<size_t> order = RoundOrder(341, 3, 1);
  std::sort(order.begin(), order.end());
  std::vector<size_t> all(341);
  std::iota(all.begin(), all.end(), size_t{0});
  EXPECT_EQ(order, all);
}

TEST(RoundOrder, DependsOnRoundAndSeedOnly) {
  EXPECT_EQ(RoundOrder(50, 1, 7), RoundOrder(50, 1, 7));
  EXPECT_NE(RoundOrder(50, 1, 7), RoundOrder(50, 2, 7));
  EXPECT_NE(RoundOrder(50, 1, 7), RoundOrder(50, 1, 8));
}

TEST(RoundOrder, IsTheSameOnEveryMachine) {
  EXPECT_THAT(RoundOrder(6, 0, 1), testing::ElementsAre(4, 1, 5, 2, 3, 0));
}

TEST(RoundOrder, PutsEachCaseAboutEquallyOftenFirst) {
  std::vector<int> first(5);
  for (int round = 0; round < 5000; ++round) ++first[RoundOrder(5, round, 1)[0]];
  for (const int count : first) EXPECT_NEAR(count, 1000, 150);
}

TEST(RoundOrder, OfNothingIsEmpty) { EXPECT_TRUE(RoundOrder(0, 1, 1).empty()); }

}  // namespace
}  // namespace attnwatch
