// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

namespace attnwatch {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Verdict on one score of head_dim 1, where exact and sum of magnitudes are given.
ScoreCheck CheckOne(Dtype dtype, double exact, double magnitude, float actual) {
  const AttentionScoreProblem problem{1, 1, 1, 1, dtype, Layout::kTn};
  float memory = 0;
  StoreElement(dtype, &memory, 0, actual);
  ScoreCheck check;
  CompareScoreRow(problem, {0, 0}, {{exact}, {magnitude}}, &memory, &check);
  return check;
}

bool Accepts(Dtype dtype, double exact, double magnitude, float actual) {
  return CheckOne(dtype, exact, magnitude, actual).correct();
}

TEST(ScoreErrorBoundTest, KnownValue) {
  const AttentionScoreProblem problem{1, 1, 1, 64, Dtype::kFloat16, Layout::kTn};
  // 66 * 2^-23 * 1/8 * 16 + 2^-11 * 0.5 + 2^-24
  EXPECT_DOUBLE_EQ(ScoreErrorBound(problem, 16, -0.5), 132 * 0x1p-23 + 0x1p-12 + 0x1p-24);
}

TEST(CompareScoreRowTest, AcceptsUpToTheBoundAndNotBeyond) {
  // d = 1: 3 * 2^-23 + 2^-24 + 2^-149 around 1, whose units are 2^-23 above.
  EXPECT_TRUE(Accepts(Dtype::kFloat32, 1, 1, 1 + 3 * 0x1p-23f));
  EXPECT_FALSE(Accepts(Dtype::kFloat32, 1, 1, 1 + 4 * 0x1p-23f));
  EXPECT_TRUE(Accepts(Dtype::kFloat32, 0, 0, 0));
}

TEST(CompareScoreRowTest, NanIsRightOnlyWhereExpected) {
  for (const Dtype dtype : kDtypes) {
    EXPECT_TRUE(Accepts(dtype, NAN, NAN, NAN));
    EXPECT_FALSE(Accepts(dtype, NAN, NAN, 0));
    EXPECT_FALSE(Accepts(dtype, NAN, NAN, kInfinity));
    EXPECT_FALSE(Accepts(dtype, 0.5, 1, NAN));
    EXPECT_FALSE(Accepts(dtype, kInfinity, kInfinity, NAN));
  }
}

TEST(CompareScoreRowTest, InfinityIsRightOnlyWithItsSign) {
  for (const Dtype dtype : kDtypes) {
    EXPECT_TRUE(Accepts(dtype, kInfinity, kInfinity, kInfinity));
    EXPECT_TRUE(Accepts(dtype, -kInfinity, kInfinity, -kInfinity));
    EXPECT_FALSE(Accepts(dtype, kInfinity, kInfinity, -kInfinity));
    EXPECT_FALSE(Accepts(dtype, kInfinity, kInfinity, 65504));
    EXPECT_FALSE(Accepts(dtype, 0.5, 1, kInfinity));
  }
}

TEST(CompareScoreRowTest, Float16OverflowsFrom65520) {
  EXPECT_TRUE(Accepts(Dtype::kFloat16, 70000, 70000, kInfinity));
  EXPECT_TRUE(Accepts(Dtype::kFloat16, -70000, 70000, -kInfinity));
  EXPECT_FALSE(Accepts(Dtype::kFloat16, 70000, 70000, -kInfinity));
  EXPECT_FALSE(Accepts(Dtype::kFloat16, 70000, 70000, 65504));
  EXPECT_TRUE(Accepts(Dtype::kFloat16, 65519, 65519, 65504));
  EXPECT_FALSE(Accepts(Dtype::kFloat16, 65504, 65504, kInfinity));
  EXPECT_TRUE(Accepts(Dtype::kFloat16, 65520, 65520, kInfinity));
  EXPECT_FALSE(Accepts(Dtype::kBfloat16, 70000, 70000, kInfinity));
}

TEST(CompareScoreRowTest, AFloat32SumMayOverflowOnTheWay) {
  EXPECT_TRUE(Accepts(Dtype::kFloat32, 1, 4e38, kInfinity));
  EXPECT_TRUE(Accepts(Dtype::kFloat32, 1, 4e38, NAN));
  EXPECT_FALSE(Accepts(Dtype::kFloat32, 1, 3e38, NAN));
}

TEST(ScoreCheckTest, NothingCheckedIsNotCorrect) { EXPECT_FALSE(ScoreCheck().correct()); }

TEST(ScoreCheckTest, RemembersTheWorstScore) {
  const AttentionScoreProblem problem{1, 2, 3, 1, Dtype::kFloat32, Layout::kTn};
  const ReferenceRow reference{{0.25, 0.25, 0.25}, {1, 1, 1}};
  const float good[] = {0.25f, 0.25f, 0.25f};
  const float bad[] = {0.25f, 0.375f, 0.5f};
  ScoreCheck check;
  CompareScoreRow(problem, {0, 1}, reference, good, &check);
  EXPECT_TRUE(check.correct());
  CompareScoreRow(problem, {1, 2}, reference, bad, &check);
  CompareScoreRow(problem, {1, 0}, reference, good, &check);
  EXPECT_FALSE(check.correct());
  EXPECT_EQ(check.checked, 9);
  EXPECT_EQ(check.max_error, 0.25);
  EXPECT_EQ(check.Describe(), "scores[1][2][2] is 0.5, should be 0.25 within 3.72529e-07");
}

TEST(SampleScoreRowsTest, DistinctInRangeWithFirstAndLast) {
  for (const auto& [heads, seq_len, count] : std::vector<std::tuple<int64_t, int64_t, int>>{
           {1, 1, 8}, {1, 5, 8}, {3, 3, 8}, {1, 9, 8}, {384, 2048, 8}, {1 << 20, 1 << 20, 1000}}) {
    const AttentionScoreProblem problem{1, heads, seq_len, 1, Dtype::kFloat16, Layout::kTn};
    std::set<std::pair<int64_t, int64_t>> rows;
    for (const ScoreRow row : SampleScoreRows(problem, count, kInputSeed)) {
      EXPECT_TRUE(row.matrix >= 0 && row.matrix < heads) << row.matrix;
      EXPECT_TRUE(row.query >= 0 && row.query < seq_len) << row.query;
      EXPECT_TRUE(rows.insert({row.matrix, row.query}).second) << "twice";
    }
    EXPECT_EQ(static_cast<int64_t>(rows.size()), std::min<int64_t>(count, heads * seq_len));
    EXPECT_TRUE(rows.count({0, 0}));
    EXPECT_TRUE(rows.count({heads - 1, seq_len - 1}));
  }
}

TEST(SampleScoreRowsTest, TheSeedChooses) {
  const AttentionScoreProblem problem;
  const auto third = [&](uint64_t seed) { return SampleScoreRows(problem, 8, seed)[2].query; };
  EXPECT_EQ(third(1), third(1));
  EXPECT_NE(third(1), third(2));
  EXPECT_TRUE(SampleScoreRows(problem, 0, 1).empty());
}

// Mutations: a right row with one thing wrong must be caught, at the head_dims that are measured.
class MutationTest : public testing::TestWithParam<std::tuple<Dtype, int64_t>> {
 protected:
  const AttentionScoreProblem problem{
      1, 2, 257, std::get<int64_t>(GetParam()), std::get<Dtype>(GetParam()), Layout::kTn};
  const ScoreRow row{1, 100};
  const ReferenceRow reference = ReferenceScoreRow(problem, row, kInputSeed);

  // Whether `scores`, rounded to the dtype, pass as the row.
  bool Passes(const std::vector<double>& scores) const {
    std::vector<float> memory(scores.size());
    for (size_t i = 0; i < scores.size(); ++i) {
      StoreElement(problem.dtype, memory.data(), i, static_cast<float>(scores[i]));
    }
    ScoreCheck check;
    CheckScoreRow(problem, row, kInputSeed, memory.data(), &check);
    return check.correct();
  }

  float Query(int64_t index) const { return Input(InputTensor::kQuery, index); }
  float Key(int64_t index) const { return Input(InputTensor::kKey, index); }

 private:
  float Input(InputTensor tensor, int64_t index) const {
    return RoundToDtype(problem.dtype, InputValue(tensor, index, kInputSeed));
  }
};

TEST_P(MutationTest, TheReferenceItselfPasses) { EXPECT_TRUE(Passes(reference.exact)); }

TEST_P(MutationTest, OneDroppedProductIsCaught) {
  std::vector<double> scores = reference.exact;
  constexpr int64_t kColumn = 200;
  const int64_t key_row = KeyMatrixOffset(problem, row.matrix) + kColumn * problem.head_dim;
  const int64_t query_row = QueryRowOffset(problem, row);
  const int64_t last = problem.head_dim - 1;
  scores[kColumn] -= problem.scale() * Query(query_row + last) * Key(key_row + last);
  EXPECT_FALSE(Passes(scores));
}

TEST_P(MutationTest, OneScoreAFewUnitsOffIsCaught) {
  std::vector<double> scores = reference.exact;
  const auto largest = std::max_element(scores.begin(), scores.end());
  // In float32 the sum may be off by more than the rounding: its bound grows with d * sqrt(d).
  const double d = static_cast<double>(problem.head_dim);
  const double unit = std::ldexp(UnitRoundoff(problem.dtype), std::ilogb(*largest) + 1);
  *largest += problem.dtype == Dtype::kFloat32 ? d * std::sqrt(d) * 0x1p-23 : 4 * unit;
  EXPECT_FALSE(Passes(scores));
}

TEST_P(MutationTest, SwappedScoresAreCaught) {
  std::vector<double> scores = reference.exact;
  std::swap(scores[0], scores[1]);
  EXPECT_FALSE(Passes(scores));
}

TEST_P(MutationTest, TheNextRowIsCaught) {
  EXPECT_FALSE(Passes(ReferenceScoreRow(problem, {1, 101}, kInputSeed).exact));
}

TEST_P(MutationTest, TheSameRowOfAnotherMatrixIsCaught) {
  EXPECT_FALSE(Passes(ReferenceScoreRow(problem, {0, 100}, kInputSeed).exact));
}

TEST_P(MutationTest, TheOtherLayoutIsCaught) {
  AttentionScoreProblem other = problem;
  other.layout = Layout::kNn;
  EXPECT_FALSE(Passes(ReferenceScoreRow(other, row, kInputSeed).exact));
}

TEST_P(MutationTest, MissingScaleIsCaught) {
  std::vector<double> scores = reference.exact;
  for (double& score : scores) score /= problem.scale();
  EXPECT_FALSE(Passes(scores));
}

TEST_P(MutationTest, OneUnwrittenScoreIsCaught) {
  std::vector<double> scores = reference.exact;
  scores.back() = NAN;  // as the poison reads
  EXPECT_FALSE(Passes(scores));
}

INSTANTIATE_TEST_SUITE_P(Realistic, MutationTest,
                         testing::Combine(testing::ValuesIn(kDtypes),
                                          testing::Values<int64_t>(8, 64, 65, 128, 341)),
                         [](const auto& info) {
                           return std::string(DtypeName(std::get<Dtype>(info.param))) + "_" +
                                  std::to_string(std::get<int64_t>(info.param));
                         });

}  // namespace
}  // namespace attnwatch
