// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/axis.h"

#include <gmock/gmock.h>

#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string ErrorOf(std::string_view text) {
  try {
    ParseAxis("head_dim", text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(ParseAxis, ReadsNumbersRangesAndSteps) {
  EXPECT_THAT(ParseAxis("head_dim", "64"), ElementsAre(64));
  EXPECT_THAT(ParseAxis("head_dim", "1:4"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(ParseAxis("head_dim", "8,16:64:16"), ElementsAre(8, 16, 32, 48, 64));
}

TEST(ParseAxis, LeavesOutAnEndThatTheStepMisses) {
  EXPECT_THAT(ParseAxis("head_dim", "1:10:4"), ElementsAre(1, 5, 9));
}

TEST(ParseAxis, KeepsARepeatedValueOnce) {
  EXPECT_THAT(ParseAxis("head_dim", "3,1:4,2"), ElementsAre(3, 1, 2, 4));
}

TEST(ParseAxis, NamesTheFlagAndTheBadText) {
  EXPECT_EQ(ErrorOf("0"), "--head_dim: 0 is out of range; it must be 1 to 10000000");
  EXPECT_EQ(ErrorOf("1000000000"),
            "--head_dim: 1000000000 is out of range; it must be 1 to 10000000");
  EXPECT_THAT(ErrorOf("99999999999999999999"), HasSubstr("out of range"));
  EXPECT_THAT(ErrorOf("6x"), HasSubstr("--head_dim: '6x' is not a number"));
  EXPECT_THAT(ErrorOf(""), HasSubstr("'' is not a number"));
  EXPECT_THAT(ErrorOf("8,"), HasSubstr("'' is not a number"));
  EXPECT_THAT(ErrorOf("1:2:3:4"), HasSubstr("has more than first:last:step"));
  EXPECT_THAT(ErrorOf("9:8"), HasSubstr("ends before it begins"));
  EXPECT_THAT(ErrorOf("1:1000000"), HasSubstr("more than 100000 values"));
}

TEST(SplitList, RefusesAnEmptyItem) {
  EXPECT_THAT(SplitList("dtype", "float32,bfloat16"), ElementsAre("float32", "bfloat16"));
  EXPECT_THROW(SplitList("dtype", "float32,"), Error);
}

}  // namespace
}  // namespace attnwatch
