// SPDX-License-Identifier: Apache-2.0
//
// Every row of the table against the oracle of score_row.h, on small and awkward problems. Linked
// once for the rows of the host and once for those of a GPU.
#include <gtest/gtest.h>

#include <cstring>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "kernels/attention_score/registry.h"
#include "kernels/attention_score/test_space.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {
namespace {

constexpr size_t kGuardBytes = 512;      // after the scores: nothing may be written there
constexpr unsigned char kPoison = 0xff;  // a NaN in every dtype

using Bytes = std::vector<unsigned char>;

// The bytes of the scores and of the guard behind them, after one launch on poisoned memory.
Bytes Compute(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem,
              const Bytes& query, const Bytes& key) {
  const TestSpace& space = GetTestSpace();
  const auto upload = [&](const Bytes& bytes) {
    std::unique_ptr<void, void (*)(void*)> memory(space.allocate(bytes.size()), space.release);
    space.copy(memory.get(), bytes.data(), bytes.size());
    return memory;
  };
  Bytes scores(problem.score_bytes() + kGuardBytes, kPoison);
  const auto query_memory = upload(query);
  const auto key_memory = upload(key);
  const auto scores_memory = upload(scores);
  const Launch launch =
      kernel.prepare(problem, {query_memory.get(), key_memory.get(), scores_memory.get()});
  launch(nullptr);
  space.copy(scores.data(), scores_memory.get(), scores.size());
  return scores;
}

void ExpectGuardUntouched(const AttentionScoreProblem& problem, const Bytes& scores) {
  EXPECT_EQ(Bytes(scores.begin() + problem.score_bytes(), scores.end()),
            Bytes(kGuardBytes, kPoison))
      << "written past the end";
}

Bytes Input(const AttentionScoreProblem& problem, InputTensor tensor) {
  Bytes bytes(problem.query_bytes());
  FillInput(problem.dtype, tensor, kInputSeed, problem.query_count(), bytes.data());
  return bytes;
}

// All scores of `problem`, not a sample.
void TestProblem(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem) {
  const Bytes query = Input(problem, InputTensor::kQuery);
  const Bytes key = Input(problem, InputTensor::kKey);
  const Bytes scores = Compute(kernel, problem, query, key);
  ScoreCheck check;
  for (int64_t matrix = 0; matrix < problem.matrix_count(); ++matrix) {
    for (int64_t i = 0; i < problem.seq_len; ++i) {
      const ScoreRow row{matrix, i};
      const int64_t offset = ScoreRowOffset(problem, row) * DtypeSize(problem.dtype);
      CompareScoreRow(problem, row, ReferenceScoreRow(problem, row, query.data(), key.data()),
                      scores.data() + offset, &check);
    }
  }
  EXPECT_TRUE(check.correct()) << check.Describe();
  EXPECT_EQ(check.checked, problem.score_count());
  ExpectGuardUntouched(problem, scores);
}

std::vector<AttentionScoreProblem> AwkwardProblems(Dtype dtype, Layout layout) {
  std::vector<AttentionScoreProblem> problems;
  for (const int64_t head_dim : {1, 3, 7, 8, 65, 341}) {
    for (const int64_t seq_len : {1, 17, 63, 129}) {
      problems.push_back({1, 1, seq_len, head_dim, dtype, layout});
      problems.push_back({1, 3, seq_len, head_dim, dtype, layout});
    }
  }
  return problems;
}

std::string Name(const AttentionScoreProblem& p) {
  return "batch=" + std::to_string(p.batch) + " heads=" + std::to_string(p.heads) +
         " seq_len=" + std::to_string(p.seq_len) + " head_dim=" + std::to_string(p.head_dim);
}

using Case = std::tuple<AttentionScoreKernel, Dtype, Layout>;

std::string CaseName(const testing::TestParamInfo<Case>& info) {
  const auto& [kernel, dtype, layout] = info.param;
  return std::string(kernel.name) + "_" + std::string(DtypeName(dtype)) + "_" +
         std::string(LayoutName(layout));
}

class KernelTest : public testing::TestWithParam<Case> {
 protected:
  const AttentionScoreKernel kernel = std::get<AttentionScoreKernel>(GetParam());
  const Dtype dtype = std::get<Dtype>(GetParam());
  const Layout layout = std::get<Layout>(GetParam());

  void SetUp() override {
    if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
  }
};

// The rows of the placement that this test was linked for; those that do only the problems of a
// table, or are for studies, are in cublaslt_test.cc.
std::vector<AttentionScoreKernel> TestedKernels() {
  std::vector<AttentionScoreKernel> kernels;
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    if (kernel.by_name_only || kernel.name == "cublaslt_best") continue;
    if (kernel.placement == GetTestSpace().placement) kernels.push_back(kernel);
  }
  return kernels;
}

TEST_P(KernelTest, ComputesAwkwardProblems) {
  std::set<std::string> reasons;
  int tested = 0;
  for (const AttentionScoreProblem& problem : AwkwardProblems(dtype, layout)) {
    SCOPED_TRACE(Name(problem));
    if (const auto reason = kernel.unsupported(problem)) {
      reasons.insert(*reason);
      continue;
    }
    TestProblem(kernel, problem);
    ++tested;
  }
  for (const std::string& reason : reasons) std::cout << "unsupported: " << reason << std::endl;
  if (tested == 0) GTEST_SKIP() << *reasons.begin();
}

// Two matrices, two positions, head_dim 4; worked by hand and exact in every dtype.
TEST_P(KernelTest, ComputesKnownScores) {
  const AttentionScoreProblem problem{1, 2, 2, 4, dtype, layout};
  if (const auto reason = kernel.unsupported(problem)) GTEST_SKIP() << *reason;
  const std::vector<float> query = {1, 2, 3, 4, 0, -1, 0.5f, 2, /**/ 1, 0, 0, 0, 0, 0, 0, 8};
  const std::vector<float> key =
      layout == Layout::kTn
          ? std::vector<float>{1, 1, 1, 1, 2, 0, -2, 1, /**/ 3, 5, 7, 9, -1, -1, -1, 0.25f}
          : std::vector<float>{1, 2, 1, 0, 1, -2, 1, 1, /**/ 3, -1, 5, -1, 7, -1, 9, 0.25f};
  const auto encode = [&](const std::vector<float>& values) {
    Bytes bytes(values.size() * DtypeSize(dtype));
    StoreElements(dtype, bytes.data(), 0, values.size(), values.data());
    return bytes;
  };
  const Bytes scores = Compute(kernel, problem, encode(query), encode(key));
  std::vector<float> values(problem.score_count());
  LoadElements(dtype, scores.data(), 0, problem.score_count(), values.data());
  EXPECT_EQ(values, (std::vector<float>{5, 0, 0.75f, 0.5f, /**/ 1.5f, -0.5f, 36, 1}));
  ExpectGuardUntouched(problem, scores);
}

INSTANTIATE_TEST_SUITE_P(Table, KernelTest,
                         testing::Combine(testing::ValuesIn(TestedKernels()),
                                          testing::ValuesIn(kDtypes),
                                          testing::Values(Layout::kTn, Layout::kNn)),
                         CaseName);

TEST(TableTest, EveryRowSupportsSomethingHere) {
  if (const auto why = GetTestSpace().missing()) GTEST_SKIP() << *why;
  for (const AttentionScoreKernel& kernel : TestedKernels()) {
    int supported = 0;
    for (const Dtype dtype : kDtypes) {
      supported += !kernel.unsupported({1, 1, 8, 8, dtype, Layout::kTn});
    }
    EXPECT_GT(supported, 0) << kernel.name;
  }
}

TEST(TableTest, NamesAreLabelsAndUnique) {
  std::set<std::string_view> names;
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    EXPECT_EQ(kernel.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
              std::string_view::npos);
    EXPECT_TRUE(names.insert(kernel.name).second) << kernel.name;
    EXPECT_EQ(FindKernel(kernel.name), &kernel);
  }
  EXPECT_EQ(FindKernel("no such kernel"), nullptr);
}

}  // namespace
}  // namespace attnwatch
