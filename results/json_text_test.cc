// SPDX-License-Identifier: Apache-2.0
#include "results/json_text.h"

#include <gtest/gtest.h>

#include <vector>

namespace attnwatch {
namespace {

TEST(JsonTextTest, AnElementALine) {
  const auto to_json = [](int number) { return Json{{"n", number}}; };
  EXPECT_EQ(JsonLines(std::vector<int>{}, to_json), "[]");
  EXPECT_EQ(JsonLines(std::vector<int>{1, 2}, to_json), "[\n    {\"n\":1},\n    {\"n\":2}\n  ]");
}

TEST(JsonTextTest, LabelsKeepTheirOrder) {
  EXPECT_EQ(JsonText(LabelsJson({{"b", "1"}, {"a", "2"}})), R"({"b":"1","a":"2"})");
}

TEST(JsonTextTest, WhatIsNotUtf8DoesNotEndTheProgram) {
  EXPECT_EQ(JsonText("a\xff"), "\"a\xef\xbf\xbd\"");
}

}  // namespace
}  // namespace attnwatch
