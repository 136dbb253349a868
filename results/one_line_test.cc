// SPDX-License-Identifier: Apache-2.0
#include "results/one_line.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(OneLine, LeavesPrintableTextAlone) {
  for (const char* text : {"", "a b", "é", "日本", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(OneLine(text), text);
    EXPECT_TRUE(IsPrintable(text)) << text;
  }
}

TEST(OneLine, EscapesWhatCouldMoveTheCursor) {
  EXPECT_EQ(OneLine("a\nb\x1b[0m\x7f"), "a\\x0ab\\x1b[0m\\x7f");
  EXPECT_EQ(OneLine("\xc2\x9b"), "\\xc2\\x9b") << "the one-character form of ESC [";
  EXPECT_EQ(OneLine("\xe2\x80\xa8"), "\\xe2\\x80\\xa8") << "line separator";
  EXPECT_EQ(OneLine(std::string("\0", 1)), "\\x00");
}

TEST(OneLine, EscapesWhatIsNotUtf8) {
  for (const char* text :
       {"\x80", "\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
        "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf0\x9f\x98"}) {
    EXPECT_FALSE(IsPrintable(text)) << OneLine(text);
    EXPECT_TRUE(IsPrintable(OneLine(text))) << OneLine(text);
  }
  EXPECT_EQ(OneLine("\xc3("), "\\xc3(") << "reading goes on after the wrong byte";
}

TEST(OneLine, ShortensBetweenCharacters) {
  EXPECT_EQ(OneLine("abcdef", 6), "abcdef");
  EXPECT_EQ(OneLine("abcdefg", 6), "abcdef...");
  EXPECT_EQ(OneLine("abé", 3), "ab...");
  EXPECT_EQ(OneLine("abc\n", 6), "abc...");
}

}  // namespace
}  // namespace attnwatch
