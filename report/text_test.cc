// SPDX-License-Identifier: Apache-2.0
#include "report/text.h"

#include <gtest/gtest.h>

#include <sstream>

namespace attnwatch {
namespace {

TEST(WrapTextTest, StaysWithinTheTerminal) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "word" + std::to_string(i) + ' ';
  std::istringstream lines(WrapText(words, 4));
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_LE(line.size(), kTerminalColumns);
    EXPECT_EQ(line.rfind("    word", 0), 0u);
  }
  EXPECT_GT(count, 5);
}

TEST(WrapTextTest, OfNothingIsNothing) { EXPECT_EQ(WrapText("  ", 4), ""); }

TEST(JoinRangesTest, JoinsRuns) {
  EXPECT_EQ(JoinRanges({7, 1, 2, 3}), "1-3, 7");
  EXPECT_EQ(JoinRanges({5}), "5");
  EXPECT_EQ(JoinRanges({2, 2, 3}), "2-3");
  EXPECT_EQ(JoinRanges({}), "");
}

}  // namespace
}  // namespace attnwatch
