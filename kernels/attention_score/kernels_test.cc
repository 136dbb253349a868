// SPDX-License-Identifier: Apache-2.0
//
// Every row of the table against the oracle of score_row.h, on small and awkward problems. Linked
// once for the rows of the host and once for those of a GPU. What a row says it cannot do is no
// skipped test: it has to say why. Only a missing GPU skips.
#include <gtest/gtest.h>

#include <iostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "kernels/attention_score/kernel_check.h"
#include "kernels/attention_score/registry.h"
#include "kernels/attention_score/test_space.h"

namespace attnwatch {
namespace {

std::vector<AttentionScoreProblem> AwkwardProblems(Dtype dtype, Layout layout) {
  std::vector<AttentionScoreProblem> problems;
  for (const int64_t head_dim : {1, 3, 7, 8, 65, 341}) {
    for (const int64_t seq_len : {1, 17, 63, 72, 129}) {
      problems.push_back({1, 1, seq_len, head_dim, dtype, layout});
      problems.push_back({1, 3, seq_len, head_dim, dtype, layout});
    }
  }
  return problems;
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

TEST_P(KernelTest, ComputesAwkwardProblems) {
  std::set<std::string> reasons;
  int tested = 0;
  for (const AttentionScoreProblem& problem : AwkwardProblems(dtype, layout)) {
    SCOPED_TRACE(ProblemName(problem));
    if (const auto reason = kernel.unsupported(problem)) {
      reasons.insert(*reason);
      continue;
    }
    CheckProblem(kernel, problem);
    ++tested;
  }
  for (const std::string& reason : reasons) {
    EXPECT_FALSE(reason.empty());
    std::cout << "unsupported: " << reason << std::endl;
  }
  EXPECT_TRUE(tested > 0 || !reasons.empty());
}

// Two matrices, two positions, head_dim 4; worked by hand and exact in every dtype.
TEST_P(KernelTest, ComputesKnownScores) {
  const AttentionScoreProblem problem{1, 2, 2, 4, dtype, layout};
  if (const auto reason = kernel.unsupported(problem)) {
    EXPECT_FALSE(reason->empty());
    return;
  }
  const std::vector<float> query = {1, 2, 3, 4, 0, -1, 0.5f, 2, /**/ 1, 0, 0, 0, 0, 0, 0, 8};
  const std::vector<float> key =
      layout == Layout::kTn
          ? std::vector<float>{1, 1, 1, 1, 2, 0, -2, 1, /**/ 3, 5, 7, 9, -1, -1, -1, 0.25f}
          : std::vector<float>{1, 2, 1, 0, 1, -2, 1, 1, /**/ 3, -1, 5, -1, 7, -1, 9, 0.25f};
  const Bytes scores = Compute(kernel, problem, Encode(dtype, query), Encode(dtype, key));
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
