// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_search.h"

#include <gmock/gmock.h>

namespace attnwatch {
namespace {

using ::testing::ElementsAre;

BisectState MakeState(std::vector<BisectTrial> trials) {
  BisectState state;
  state.good = "good";
  state.bad = "bad";
  state.trials = std::move(trials);
  return state;
}

TEST(BisectSearch, TrialsNarrowTheRange) {
  const BisectState state = MakeState({{"bad", TrialOutcome::kBad, "", ""},
                                       {"c", TrialOutcome::kGood, "", ""},
                                       {"e", TrialOutcome::kSkipped, "does not build", ""},
                                       {"f", TrialOutcome::kBad, "", ""}});
  const BisectRange range = RangeOf(state, {"d"});
  EXPECT_EQ(range.bad, "f");
  EXPECT_THAT(range.good, ElementsAre("good", "c"));
  EXPECT_THAT(range.skipped, ElementsAre("d", "e"));
}

TEST(BisectSearch, TakesTheBestThatIsNotSkipped) {
  EXPECT_EQ(NextCommit({"m", "l", "bad"}, {"bad", {}, {}}), "m");
  EXPECT_EQ(NextCommit({"m", "l", "bad"}, {"bad", {}, {"m"}}), "l");
}

TEST(BisectSearch, EndsWhereAllIsSaid) {
  EXPECT_EQ(NextCommit({"bad"}, {"bad", {}, {}}), "");
  EXPECT_EQ(NextCommit({"m", "bad"}, {"bad", {}, {"m"}}), "");
}

TEST(BisectSearch, LeavesANeighbourhoodThatFails) {
  std::vector<std::string> order;
  BisectRange range;
  for (int i = 0; i < 40; ++i) order.push_back(std::to_string(i));
  for (int i = 0; i < 8; ++i) range.skipped.insert(std::to_string(i));
  EXPECT_EQ(NextCommit(order, range), "24");  // half of the 32 that are left
}

}  // namespace
}  // namespace attnwatch
