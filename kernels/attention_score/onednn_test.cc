// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/onednn.h"

#include <gtest/gtest.h>

#include <regex>

#include "kernels/attention_score/registry.h"

namespace attnwatch {
namespace {

TEST(OnednnTest, NamesItsVersionAndInstructionSet) {
  EXPECT_TRUE(std::regex_match(OnednnVersion(), std::regex("2\\.[0-9]+\\.[0-9]+")))
      << OnednnVersion();
  EXPECT_TRUE(std::regex_match(OnednnIsa(), std::regex("(sse41|avx)[0-9a-z_]*"))) << OnednnIsa();
}

// A reference implementation would be reported as oneDNN's speed.
TEST(OnednnTest, TakesNoReferenceImplementation) {
  for (const Layout layout : {Layout::kTn, Layout::kNn}) {
    for (const int64_t head_dim : {1, 64, 341}) {
      const AttentionScoreProblem problem{4, 96, 2048, head_dim, Dtype::kFloat32, layout};
      const std::string implementation = OnednnImplementation(problem);
      EXPECT_FALSE(implementation.empty());
      EXPECT_NE(implementation.substr(0, 3), "ref") << head_dim;
    }
  }
}

TEST(OnednnTest, SaysWhyItCannotDoFloat16) {
  const AttentionScoreProblem problem{1, 1, 8, 8, Dtype::kFloat16, Layout::kTn};
  EXPECT_EQ(FindKernel("onednn")->unsupported(problem),
            "oneDNN " + OnednnVersion() + " limited to " + OnednnIsa() + " has no float16 matmul");
}

// Whatever this CPU has, bfloat16 is done exactly where its reason to exist is there.
TEST(OnednnTest, Bfloat16NeedsAvx512) {
  const AttentionScoreProblem problem{1, 1, 8, 8, Dtype::kBfloat16, Layout::kTn};
  const bool avx512 = OnednnIsa().rfind("avx512_core", 0) == 0;
  EXPECT_EQ(!FindKernel("onednn")->unsupported(problem).has_value(), avx512);
}

// What is unsupported throws one line that says who and why, should somebody prepare it after all.
TEST(OnednnTest, PreparingTheUnsupportedThrows) {
  const AttentionScoreProblem problem{1, 1, 8, 8, Dtype::kFloat16, Layout::kTn};
  try {
    FindKernel("onednn")->prepare(problem, {});
    FAIL() << "did not throw";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("oneDNN " + OnednnVersion()), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("status 3"), std::string::npos);
  }
}

}  // namespace
}  // namespace attnwatch
