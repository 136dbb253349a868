// SPDX-License-Identifier: Apache-2.0
#include "ci/testing/run_tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace attnwatch {

Outcome RunTool(const Arguments& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_code = RunAttnwatch(arguments, out, err);
  return {exit_code, out.str(), err.str()};
}

void ExpectOneLine(const Outcome& outcome, int exit_code, const std::string& why) {
  EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, testing::HasSubstr(why));
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

}  // namespace attnwatch
