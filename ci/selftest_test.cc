// SPDX-License-Identifier: Apache-2.0
#include "ci/selftest.h"

#include <gmock/gmock.h>

#include <set>

#include "results/error.h"

namespace attnwatch {
namespace {

std::vector<std::string> Names(size_t count) {
  std::vector<std::string> names;
  for (size_t i = 1; i <= count; ++i) {
    names.push_back("attention_score/kernel=k/head_dim=" + std::to_string(i));
  }
  return names;
}

TEST(SelfTest, PlantsEverySizeInOtherCases) {
  const auto plantings = ChoosePlantings(Trial::kSingles, Names(100), {{0.01, 0.05}, 3, 7});
  ASSERT_EQ(plantings.size(), 6u);
  std::set<std::string> cases;
  int large = 0;
  for (const Planting& planting : plantings) {
    cases.insert(planting.case_name);
    large += planting.fraction == 0.05;
  }
  EXPECT_EQ(cases.size(), 6u);
  EXPECT_EQ(large, 3);
  EXPECT_EQ(ChoosePlantings(Trial::kSingles, Names(100), {{0.01, 0.05}, 3, 7})[5].case_name,
            plantings[5].case_name);
  EXPECT_EQ(ChoosePlantings(Trial::kSingles, Names(4), {{0.01, 0.05}, 3, 7}).size(), 4u);
  EXPECT_THAT(PlantFlags({{"attention_score/head_dim=7", 0.015}}),
              testing::ElementsAre("--plant=attention_score/head_dim=7:1.5%"));
}

TEST(SelfTest, PlantsAClassAllOrHeat) {
  std::vector<std::string> names;
  for (int i = 0; i < 12; ++i) {
    names.push_back("attention_score/kernel=k/head_dim=" + std::to_string(i) +
                    "/alignment_class=" + (i < 3 ? "16" : "1"));
  }
  const auto of_class = ChoosePlantings(Trial::kClass, names, {});
  EXPECT_EQ(of_class.size(), 9u);  // the class of three cases is too small to shift
  EXPECT_EQ(of_class[0].fraction, 0.03);
  EXPECT_EQ(ChoosePlantings(Trial::kAll, names, {}).size(), 12u);
  const auto heat = ChoosePlantings(Trial::kHeat, names, {});
  ASSERT_EQ(heat.size(), 1u);
  EXPECT_EQ(PlantFlags(heat)[0], "--plant=" + heat[0].case_name + ":heat");
  EXPECT_TRUE(ChoosePlantings(Trial::kClean, names, {}).empty());
}

TEST(SelfTest, ReadsWhatToTry) {
  EXPECT_THAT(ParseTrials("clean:2,heat"),
              testing::ElementsAre(Trial::kClean, Trial::kClean, Trial::kHeat));
  for (const char* text : {"cleen", "clean:0", "clean:", "clean:2x", "clean,,heat"}) {
    EXPECT_THROW(ParseTrials(text), Error) << text;
  }
}

TEST(SelfTest, CountsWhatWasFound) {
  Judgement judgement;
  const auto add = [&](const std::string& head_dim, Verdict verdict) {
    JudgedPoint point;
    point.labels = {{"kernel", "k"}, {"head_dim", head_dim}};
    point.verdict = verdict;
    judgement.points.push_back(point);
  };
  add("1", Verdict::kRegressed);
  add("2", Verdict::kMinor);
  add("3", Verdict::kEquivalent);
  add("11", Verdict::kRegressed);
  add("12", Verdict::kUnconfirmed);
  const std::vector<std::string> names = Names(3);
  const SelfTestResult result =
      CountFindings({{names[0], 0.02}, {names[1], 0.02}, {names[2], 0.01}}, judgement);
  ASSERT_EQ(result.sizes.size(), 2u);
  EXPECT_EQ(result.sizes[0].fraction, 0.01);
  EXPECT_EQ(result.sizes[0].regressed, 0u);
  EXPECT_EQ(result.sizes[1].regressed, 1u);
  EXPECT_EQ(result.sizes[1].minor, 1u);
  EXPECT_EQ(result.clean, 2u);  // 11 and 12 are not 1 and 2
  EXPECT_EQ(result.false_alarms, 1u);
  EXPECT_EQ(result.clean_undecided, 1u);
  EXPECT_EQ(FormatSelfTest(result),
            "   planted   cases  regressed  minor  undecided  missed\n"
            "     1.0 %       1          0      0          0       1\n"
            "     2.0 %       2          1      1          0       0\n"
            "   nothing       2          1      0          1\n");
  SelfTestResult total;
  Add(result, &total);
  Add(result, &total);
  EXPECT_EQ(total.sizes[1].planted, 4u);
  EXPECT_EQ(total.false_alarms, 2u);
}

}  // namespace
}  // namespace attnwatch
