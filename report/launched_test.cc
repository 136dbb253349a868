// SPDX-License-Identifier: Apache-2.0
#include "report/launched.h"

#include <gtest/gtest.h>

#include "report/testing/synthetic_run.h"

namespace attnwatch {
namespace {

TEST(JoinProgressions, IsWhatTheHeadDimFlagTakes) {
  EXPECT_EQ(JoinProgressions({1, 3, 5, 8}), "1:5:2, 8");
  EXPECT_EQ(JoinProgressions({8, 16, 24, 32}), "8:32:8");
  EXPECT_EQ(JoinProgressions({1, 2, 3, 10, 11}), "1:3, 10, 11");
  EXPECT_EQ(JoinProgressions({7}), "7");
  EXPECT_EQ(JoinProgressions({}), "");
}

TEST(FormatLaunched, ListsTheMostFrequentFirst) {
  attnwatch::Run run = SyntheticRun();
  for (size_t i = 0; i < run.measurements.size(); ++i) {
    run.measurements[i].launched.resize(1);
    run.measurements[i].launched[0].name = i % 8 == 7 ? "nvjet" : "_ZN7cutlass6KernelEv";
  }
  EXPECT_EQ(FormatLaunched(BuildFigure(run).panels[0]).substr(0, 46),
            "  299 points  cutlass::Kernel\n             d =");
  EXPECT_NE(FormatLaunched(BuildFigure(run).panels[0])
                .find("   42 points  nvjet\n             d = 8:336:8\n"),
            std::string::npos);
  EXPECT_EQ(FormatLaunched(FigurePanel{}), "");
}

}  // namespace
}  // namespace attnwatch
