// SPDX-License-Identifier: Apache-2.0
//
// Every row of the table that runs on a GPU, on what the figure asks of it: each head_dim, lengths
// beside the tiles, extreme and missing numbers, more than 2^31 scores, the same bits every time.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "kernels/attention_score/kernel_check.h"
#include "kernels/attention_score/test_space.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {
namespace {

using Case = std::tuple<AttentionScoreKernel, Dtype>;

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  const auto& [kernel, dtype] = info.param;
  return std::string(kernel.name) + "_" + std::string(DtypeName(dtype));
}

class ShapesTest : public testing::TestWithParam<Case> {
 protected:
  const AttentionScoreKernel kernel = std::get<AttentionScoreKernel>(GetParam());
  const Dtype dtype = std::get<Dtype>(GetParam());

  void SetUp() override {
    if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
    if (const auto why = kernel.unsupported(Problem(1, 8, 8))) {
      EXPECT_FALSE(why->empty());
      std::cout << "unsupported: " << *why << std::endl;
      unsupported = true;
    }
  }

  AttentionScoreProblem Problem(int64_t heads, int64_t seq_len, int64_t head_dim) const {
    return {1, heads, seq_len, head_dim, dtype, Layout::kTn};
  }

  void Check(const AttentionScoreProblem& problem) const {
    SCOPED_TRACE(ProblemName(problem));
    if (const auto why = kernel.unsupported(problem)) {
      EXPECT_FALSE(why->empty());
      return;
    }
    CheckProblem(kernel, problem);
  }

  bool unsupported = false;  // nothing of this dtype: said, and nothing to test; not skipped
};

TEST_P(ShapesTest, ComputesEveryHeadDim) {
  for (int64_t head_dim = 1; head_dim <= 345; ++head_dim) Check(Problem(2, 40, head_dim));
  for (int64_t head_dim = 1; head_dim <= 345; head_dim += 9) Check(Problem(2, 136, head_dim));
  for (const int64_t head_dim : {384, 385, 511, 512, 513, 640, 704, 705, 1000}) {
    Check(Problem(2, 136, head_dim));
  }
  // Of a multiple of 32: what kernels that take keys 32 at a time need.
  for (int64_t head_dim = 16; head_dim <= 384; head_dim += 16) Check(Problem(2, 160, head_dim));
  for (int64_t head_dim = 296; head_dim <= 384; head_dim += 16) Check(Problem(2, 96, head_dim));
}

// Rows of scores that begin at any even address.
TEST_P(ShapesTest, ComputesEveryHeadDimOfAnOddLength) {
  for (int64_t head_dim = 1; head_dim <= 345; head_dim += 3) Check(Problem(3, 17, head_dim));
  // Of a multiple of 16 bytes: what aligned reads of 16 bytes can take.
  for (int64_t head_dim = 1; head_dim <= 345; ++head_dim) Check(Problem(8, 17, head_dim));
}

TEST_P(ShapesTest, ComputesLengthsBesideTheTiles) {
  for (const int64_t head_dim : {1, 64, 65, 341, 512}) {
    for (const int64_t seq_len : {1, 7, 8, 63, 65, 127, 128, 136, 257, 384}) {
      Check(Problem(1, seq_len, head_dim));
      Check(Problem(5, seq_len, head_dim));
      Check(Problem(8, seq_len, head_dim));
    }
  }
  Check(Problem(1, 2047, 65));
  Check(Problem(8, 2047, 65));
  Check(Problem(1, 2048, 65));
}

// More units of work than a GPU has multiprocessors, so that each takes several, and some are left
// over in the end.
TEST_P(ShapesTest, ComputesManyMatrices) {
  for (const int64_t head_dim : {3, 200, 341}) Check(Problem(100, 136, head_dim));
  for (const int64_t head_dim : {63, 330}) Check(Problem(70, 264, head_dim));
  for (const int64_t head_dim : {256, 304, 352}) Check(Problem(90, 288, head_dim));
  Check(Problem(301, 16, 65));
}

// So many matrices that each of a GPU's 132 multiprocessors has equally many: what kernels whose
// blocks wait for each other want. Rows of scores that are aligned, and that are not; more tiles of
// keys than are on their way at a time.
TEST_P(ShapesTest, ComputesMatricesForTeams) {
  for (int64_t head_dim = 66; head_dim <= 384; head_dim += 9) Check(Problem(132, 72, head_dim));
  for (const int64_t head_dim : {95, 191, 255, 290, 341}) Check(Problem(132, 200, head_dim));
  Check(Problem(132, 129, 227));
  Check(Problem(22, 1000, 321));
}

TEST_P(ShapesTest, RoundsAndOverflowsAsTheReference) {
  if (unsupported) return;
  const AttentionScoreProblem problem = Problem(2, 72, 21);
  const float largest = dtype == Dtype::kFloat16 ? 65504.0f : 1e18f;
  const std::vector<float> scale = {largest, -largest, 1e-7f, -1e-7f, 1.0f, 0.0f};
  const auto values = [&](InputTensor tensor) {
    std::vector<float> v(problem.query_count());
    InputValues(dtype, tensor, kInputSeed, 0, problem.query_count(), v.data());
    // Whole rows of one magnitude: some products overflow, some vanish.
    for (size_t i = 0; i < v.size(); ++i) v[i] *= scale[i / problem.head_dim % scale.size()];
    RoundElements(dtype, problem.query_count(), v.data());
    return Encode(dtype, v);
  };
  CheckProblem(kernel, problem, values(InputTensor::kQuery), values(InputTensor::kKey));
}

// A NaN or an infinity must stay in its row, wherever in it, also where rows are filled up.
TEST_P(ShapesTest, KeepsNanAndInfinityInTheirRows) {
  if (unsupported) return;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::tuple<int64_t, int64_t, int64_t> shapes[] = {
      {2, 72, 5},   {2, 72, 16},   {2, 72, 63},    {2, 72, 77},    {2, 96, 112},  {2, 96, 256},
      {2, 96, 304}, {132, 72, 75}, {132, 72, 131}, {132, 72, 255}, {132, 72, 330}};
  for (const auto& [heads, seq_len, head_dim] : shapes) {
    const AttentionScoreProblem problem = Problem(heads, seq_len, head_dim);
    SCOPED_TRACE(ProblemName(problem));
    const auto values = [&](InputTensor tensor, int64_t first) {
      std::vector<float> v(problem.query_count());
      InputValues(dtype, tensor, kInputSeed, 0, problem.query_count(), v.data());
      for (int64_t row = first; row < heads * problem.seq_len; row += 7) {
        const int64_t place = row % 2 == 0 ? 0 : head_dim - 1;  // beside the rows' neighbours
        v[row * head_dim + place] = row % 3 == 0 ? kNan : row % 3 == 1 ? kInfinity : -kInfinity;
      }
      return Encode(dtype, v);
    };
    CheckProblem(kernel, problem, values(InputTensor::kQuery, 3), values(InputTensor::kKey, 5));
  }
}

TEST_P(ShapesTest, GivesTheSameBitsEveryTime) {
  if (unsupported) return;
  const std::tuple<int64_t, int64_t, int64_t> shapes[] = {
      {150, 264, 33},
      {150, 264, 136},
      {150, 264, 191},
      {150, 288, 256},
      {150, 288, 320},
      {150, 264, 341},
      {132, 264, 190},
      {132, 264, 255},
      {132, 264, 290},
      {132, 264, 341},
      // Many units after each other: their queries follow those before closely.
      {1320, 96, 100},
      {1320, 96, 112},
      {1320, 96, 240},
      {1320, 96, 255}};
  for (const auto& [heads, seq_len, head_dim] : shapes) {
    const AttentionScoreProblem problem = Problem(heads, seq_len, head_dim);
    const Bytes query = MakeInput(problem, InputTensor::kQuery);
    const Bytes key = MakeInput(problem, InputTensor::kKey);
    const Bytes once = Compute(kernel, problem, query, key);
    EXPECT_TRUE(Compute(kernel, problem, query, key, 3) == once) << ProblemName(problem);
  }
}

// 129 x 4096 x 4096 scores are 2^31 and more: rows on both sides of where 32 bits end.
TEST_P(ShapesTest, ComputesMoreScoresThanThirtyTwoBitsCount) {
  if (unsupported || dtype == Dtype::kFloat32) return;
  const AttentionScoreProblem problem = Problem(129, 4096, 3);
  const TestSpace& space = GetTestSpace();
  const auto allocate = [&](int64_t bytes) {
    return std::unique_ptr<void, void (*)(void*)>(space.allocate(bytes), space.release);
  };
  const auto query = allocate(problem.query_bytes());
  const auto key = allocate(problem.query_bytes());
  const auto scores = allocate(problem.score_bytes());
  space.copy(query.get(), MakeInput(problem, InputTensor::kQuery).data(), problem.query_bytes());
  space.copy(key.get(), MakeInput(problem, InputTensor::kKey).data(), problem.query_bytes());
  kernel.prepare(problem, {query.get(), key.get(), scores.get()})(nullptr);
  ScoreCheck check;
  const int64_t row_bytes = problem.score_bytes() / problem.matrix_count() / problem.seq_len;
  for (const ScoreRow row : SampleScoreRows(problem, 64, kInputSeed)) {
    Bytes bytes(row_bytes);
    const int64_t offset = ScoreRowOffset(problem, row) * DtypeSize(dtype);
    space.copy(bytes.data(), static_cast<const char*>(scores.get()) + offset, row_bytes);
    CheckScoreRow(problem, row, kInputSeed, bytes.data(), &check);
  }
  EXPECT_TRUE(check.correct()) << check.Describe();
}

INSTANTIATE_TEST_SUITE_P(Table, ShapesTest,
                         testing::Combine(testing::ValuesIn(TestedKernels()),
                                          testing::ValuesIn(kDtypes)),
                         CaseName);

}  // namespace
}  // namespace attnwatch
