// SPDX-License-Identifier: Apache-2.0
#include "results/case_pattern.h"

#include <gtest/gtest.h>

#include "results/error.h"

namespace attnwatch {
namespace {

const Labels kCase = {{"kernel", "cublaslt_rank2"}, {"dtype", "float16"}, {"head_dim", "64"}};

bool Matches(const std::string& pattern) { return CasePattern(pattern).Matches(kCase); }

TEST(CasePattern, AllConditionsMustHold) {
  EXPECT_TRUE(Matches("*"));
  EXPECT_TRUE(Matches("head_dim=64"));
  EXPECT_TRUE(Matches("head_dim=6?/kernel=cublas*"));
  EXPECT_FALSE(Matches("head_dim=6?/kernel=onednn"));
  EXPECT_FALSE(Matches("head_dim=6"));
  EXPECT_FALSE(Matches("layout=*"));  // the case has none
}

TEST(CasePattern, RefusesWhatIsNone) {
  for (const char* text : {"", "cublas", "=64", "kernel=", "kernel=a//head_dim=1", "kernel=a/"}) {
    EXPECT_THROW(CasePattern{text}, Error) << text;
  }
}

}  // namespace
}  // namespace attnwatch
