// SPDX-License-Identifier: Apache-2.0
#include "ci/case_list.h"

#include <gmock/gmock.h>

#include <fstream>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;

const std::vector<std::string> kNames = {"attention_score/kernel=cublas/head_dim=63",
                                         "attention_score/kernel=cublas/head_dim=64",
                                         "attention_score/kernel=padded/head_dim=64"};

TEST(CaseList, FindsCasesByTheirLabels) {
  EXPECT_THAT(MatchingCases(kNames, "head_dim=64/kernel=cu*"), ElementsAre(kNames[1]));
  EXPECT_EQ(MatchingCases(kNames, "*"), kNames);
}

TEST(CaseList, APatternThatMatchesNothingIsAnError) {
  EXPECT_THROW(MatchingCases(kNames, "head_dim=65"), Error);
  EXPECT_THROW(MatchingCases(kNames, "head_dim"), Error);
}

TEST(CaseList, LeavesOutWhatIsUnsupported) {
  const std::string path = testing::TempDir() + "list.txt";
  std::ofstream(path) << kNames[0] << "\n" << kNames[1] << " unsupported: no such type\n";
  EXPECT_THAT(ReadCaseList(path), ElementsAre(kNames[0]));
  EXPECT_THROW(ReadCaseList(path + ".none"), Error);
}

}  // namespace
}  // namespace attnwatch
