// SPDX-License-Identifier: Apache-2.0
//
// The rows of cuBLASLt that kernels_test.cc leaves out: the algorithms pinned for the figure's
// problems, and the heuristic's further choices.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kernels/attention_score/inputs.h"
#include "kernels/attention_score/registry.h"
#include "kernels/attention_score/test_space.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {
namespace {

using Memory = std::unique_ptr<void, void (*)(void*)>;

Memory Allocate(int64_t bytes) {
  const TestSpace& space = GetTestSpace();
  return {space.allocate(static_cast<size_t>(bytes)), space.release};
}

Memory Input(const AttentionScoreProblem& p, InputTensor tensor) {
  std::vector<char> host(static_cast<size_t>(p.query_bytes()));
  FillInput(p.dtype, tensor, kInputSeed, p.query_count(), host.data());
  Memory memory = Allocate(p.query_bytes());
  GetTestSpace().copy(memory.get(), host.data(), host.size());
  return memory;
}

ScoreCheck CheckRows(const AttentionScoreKernel& kernel, const AttentionScoreProblem& p,
                     int row_count) {
  const Memory query = Input(p, InputTensor::kQuery);
  const Memory key = Input(p, InputTensor::kKey);
  const Memory scores = Allocate(p.score_bytes());
  kernel.prepare(p, {query.get(), key.get(), scores.get()})(nullptr);
  ScoreCheck check;
  const auto element_bytes = static_cast<int64_t>(DtypeSize(p.dtype));
  std::vector<char> row_scores(static_cast<size_t>(p.seq_len * element_bytes));
  for (const ScoreRow row : SampleScoreRows(p, row_count, kInputSeed)) {
    const char* const device_row =
        static_cast<const char*>(scores.get()) + ScoreRowOffset(p, row) * element_bytes;
    GetTestSpace().copy(row_scores.data(), device_row, row_scores.size());
    CheckScoreRow(p, row, kInputSeed, row_scores.data(), &check);
  }
  return check;
}

TEST(CublasLtTest, PinnedAlgorithmsAreRight) {
  if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
  const AttentionScoreKernel& kernel = *FindKernel("cublaslt_best");
  for (const int64_t head_dim : {1, 24, 64}) {
    AttentionScoreProblem problem;  // the figure's
    problem.head_dim = head_dim;
    if (const auto why = kernel.unsupported(problem)) GTEST_SKIP() << *why;
    const ScoreCheck check = CheckRows(kernel, problem, 8);
    EXPECT_TRUE(check.correct()) << "head_dim " << head_dim << ": " << check.Describe();
    EXPECT_EQ(kernel.algorithm(problem).find("pinned algo="), 0u) << kernel.algorithm(problem);
  }
}

TEST(CublasLtTest, EveryChoiceIsRightAndNamed) {
  if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
  int tested = 0;
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    if (!kernel.by_name_only || kernel.algorithm == nullptr) continue;
    for (const int64_t head_dim : {8, 65, 341}) {
      const AttentionScoreProblem problem{1, 3, 130, head_dim, Dtype::kFloat16, Layout::kTn};
      if (kernel.unsupported(problem)) continue;  // the heuristic offers fewer
      const ScoreCheck check = CheckRows(kernel, problem, 390);
      EXPECT_TRUE(check.correct())
          << kernel.name << ", head_dim " << head_dim << ": " << check.Describe();
      EXPECT_NE(kernel.algorithm(problem).find(" data="), std::string::npos);
      ++tested;
    }
  }
  EXPECT_GE(tested, 3);
}

}  // namespace
}  // namespace attnwatch
