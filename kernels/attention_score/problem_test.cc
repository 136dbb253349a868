// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/problem.h"

#include <gtest/gtest.h>

#include <limits>

namespace attnwatch {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

std::string ErrorOf(int64_t batch, int64_t heads, int64_t seq_len, int64_t head_dim) {
  return FindProblemError({batch, heads, seq_len, head_dim}).value_or("");
}

TEST(ProblemTest, CountsOfTheFigure) {
  const AttentionScoreProblem problem{4, 96, 2048, 64, Dtype::kFloat16, Layout::kTn};
  EXPECT_EQ(problem.hidden_size(), 6144);
  EXPECT_EQ(problem.flop_count(), 206158430208);
  EXPECT_EQ(problem.query_bytes(), 100663296);
  EXPECT_EQ(problem.score_bytes(), 3221225472);
  EXPECT_EQ(problem.byte_count(), 2 * 100663296 + 3221225472);
  EXPECT_EQ(problem.scale(), 0.125);
}

TEST(ProblemTest, NamesTheDimensionBelowOne) {
  EXPECT_EQ(ErrorOf(1, 1, 1, 1), "");
  EXPECT_EQ(ErrorOf(0, 1, 1, 1), "batch=0: must be at least 1");
  EXPECT_EQ(ErrorOf(1, -3, 1, 1), "heads=-3: must be at least 1");
  EXPECT_EQ(ErrorOf(1, 1, 0, 1), "seq_len=0: must be at least 1");
  EXPECT_EQ(ErrorOf(1, 1, 1, std::numeric_limits<int64_t>::min()),
            "head_dim=-9223372036854775808: must be at least 1");
}

TEST(ProblemTest, NamesTheLargestDimensionWhereACountOverflows) {
  EXPECT_EQ(
      ErrorOf(1, 1, kMax, 1),
      "seq_len=9223372036854775807: too large, the problem's bytes or FLOPs do not fit in 64 bits");
  EXPECT_EQ(ErrorOf(kMax, kMax, 1, 1).rfind("batch=", 0), 0u);
  EXPECT_EQ(ErrorOf(2, kMax, 1, 1).rfind("heads=", 0), 0u);
  EXPECT_EQ(ErrorOf(1, 1, 1, kMax).rfind("head_dim=", 0), 0u);
  // A product that wraps to zero: 2^32 * 2^32.
  EXPECT_EQ(ErrorOf(int64_t{1} << 32, int64_t{1} << 32, 1, 1).rfind("batch=", 0), 0u);
}

// The last problem that fits and the first that does not, for FLOPs and for bytes.
TEST(ProblemTest, TheLimitIsExact) {
  const int64_t flop_limit = kMax / (2 * 64 * 64 * 16);
  EXPECT_EQ(ErrorOf(flop_limit, 1, 64, 16), "");
  EXPECT_NE(ErrorOf(flop_limit + 1, 1, 64, 16), "");
  // With d = s = 1 a problem is 2 FLOPs and, in float16, 6 bytes.
  EXPECT_EQ(ErrorOf(kMax / 6, 1, 1, 1), "");
  EXPECT_NE(ErrorOf(kMax / 6 + 1, 1, 1, 1), "");
}

TEST(ProblemTest, LayoutNames) {
  EXPECT_EQ(LayoutName(Layout::kTn), "tn");
  EXPECT_EQ(FindLayout("tn"), Layout::kTn);
  EXPECT_EQ(FindLayout("nn"), Layout::kNn);
  EXPECT_EQ(FindLayout("nt"), std::nullopt);
}

}  // namespace
}  // namespace attnwatch
