// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/score_row.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/attention_score/inputs.h"

namespace attnwatch {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(ScoreRowTest, OffsetsAtTwoToThe31) {
  const AttentionScoreProblem problem{4, 128, 2048, 341, Dtype::kFloat16, Layout::kTn};
  ASSERT_EQ(problem.score_count(), int64_t{1} << 31);
  EXPECT_EQ(ScoreRowOffset(problem, {511, 2047}), 2147481600);
  // The row that would follow the last.
  EXPECT_EQ(ScoreRowOffset(problem, {512, 0}), 2147483648);
  EXPECT_EQ(QueryRowOffset(problem, {511, 2047}), 357564075);
  EXPECT_EQ(KeyMatrixOffset(problem, 511), 356866048);
}

TEST(ScoreRowTest, OffsetsFarBeyond) {
  const AttentionScoreProblem problem{1024, 1024, 65536, 32768, Dtype::kFloat16, Layout::kTn};
  EXPECT_EQ(ScoreRowOffset(problem, {1048575, 65535}), 4503599627304960);
  EXPECT_EQ(QueryRowOffset(problem, {1048575, 65535}), 2251799813652480);
  EXPECT_EQ(KeyMatrixOffset(problem, 1048575), 2251797666201600);
}

// Two matrices, two positions, head_dim 4: scale 1/2. Worked by hand.
TEST(ScoreRowTest, KnownScoresInBothLayouts) {
  const float query[] = {1, 2, 3, 4, 0, -1, 0.5f, 2, /**/ 1, 0, 0, 0, 0, 0, 0, 8};
  const float key_tn[] = {1, 1, 1, 1, 2, 0, -2, 1, /**/ 3, 5, 7, 9, -1, -1, -1, 0.25f};
  const float key_nn[] = {1, 2, 1, 0, 1, -2, 1, 1, /**/ 3, -1, 5, -1, 7, -1, 9, 0.25f};
  for (const Layout layout : {Layout::kTn, Layout::kNn}) {
    const AttentionScoreProblem problem{1, 2, 2, 4, Dtype::kFloat32, layout};
    const float* key = layout == Layout::kTn ? key_tn : key_nn;
    const auto row = [&](int64_t matrix, int64_t i) {
      return ReferenceScoreRow(problem, {matrix, i}, query, key);
    };
    EXPECT_EQ(row(0, 0).exact, (std::vector<double>{5, 0}));
    EXPECT_EQ(row(0, 0).magnitudes, (std::vector<double>{10, 12}));
    EXPECT_EQ(row(0, 1).exact, (std::vector<double>{0.75, 0.5}));
    EXPECT_EQ(row(0, 1).magnitudes, (std::vector<double>{3.5, 3}));
    EXPECT_EQ(row(1, 0).exact, (std::vector<double>{1.5, -0.5}));
    EXPECT_EQ(row(1, 1).exact, (std::vector<double>{36, 1}));
  }
}

TEST(ScoreRowTest, SpecialValuesPropagate) {
  const float query[] = {static_cast<float>(kInfinity), 1};
  const AttentionScoreProblem problem{1, 1, 1, 2, Dtype::kFloat32, Layout::kTn};
  const auto score = [&](float key0, float key1) {
    const float key[] = {key0, key1};
    return ReferenceScoreRow(problem, {0, 0}, query, key).exact[0];
  };
  EXPECT_EQ(score(1, 1), kInfinity);
  EXPECT_EQ(score(-1, 1), -kInfinity);
  EXPECT_TRUE(std::isnan(score(0, 1)));
  EXPECT_TRUE(std::isnan(score(1, kNan)));
}

// Wide enough for several tiles and threads.
TEST(ScoreRowTest, RecomputedInputsAreThoseOfTheTensors) {
  for (const Dtype dtype : kDtypes) {
    for (const Layout layout : {Layout::kTn, Layout::kNn}) {
      const AttentionScoreProblem problem{1, 3, 400, 341, dtype, layout};
      std::vector<char> query(problem.query_bytes());
      std::vector<char> key(problem.query_bytes());
      FillInput(dtype, InputTensor::kQuery, kInputSeed, problem.query_count(), query.data());
      FillInput(dtype, InputTensor::kKey, kInputSeed, problem.query_count(), key.data());
      const ScoreRow row{1, 399};
      const ReferenceRow recomputed = ReferenceScoreRow(problem, row, kInputSeed);
      const ReferenceRow given = ReferenceScoreRow(problem, row, query.data(), key.data());
      EXPECT_EQ(recomputed.exact, given.exact);
      EXPECT_EQ(recomputed.magnitudes, given.magnitudes);
    }
  }
}

}  // namespace
}  // namespace attnwatch
