// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/case.h"

#include <gmock/gmock.h>

#include <set>

#include "kernels/attention_score/registry.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using ::testing::HasSubstr;

Grid SmallGrid() {
  Grid grid = FindGrid("smoke");
  grid.kernels = {"reference"};
  return grid;
}

template <typename Body>
std::string ErrorOf(const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(CaseLabels, NameTheCase) {
  const AttentionScoreProblem problem{4, 96, 2048, 64, Dtype::kFloat16, Layout::kTn};
  EXPECT_EQ(CaseLabels("cublas", problem).Name(),
            "kernel=cublas/dtype=float16/layout=tn/batch=4/heads=96/seq_len=2048/head_dim=64/"
            "hidden_size=6144/alignment_class=64");
}

TEST(Case, HasAShortNameForProgress) {
  const Grid grid = SmallGrid();
  EXPECT_EQ(GridCases(grid, GridKernels(grid, Placement::kHost))[1].short_name(),
            "reference float32 tn b=1 a=2 s=128 d=63");
}

TEST(GridCases, HaveDistinctNames) {
  const Grid grid = SmallGrid();
  std::set<std::string> names;
  const auto cases = GridCases(grid, GridKernels(grid, Placement::kHost));
  for (const Case& c : cases) names.insert(c.name());
  EXPECT_EQ(names.size(), cases.size());
  EXPECT_EQ(cases.size(), GridProblems(grid).size());
}

TEST(GridKernels, OfNoNamesAreAllOfThePlacement) {
  Grid grid = SmallGrid();
  grid.kernels.clear();
  for (const auto* kernel : GridKernels(grid, Placement::kHost)) {
    EXPECT_EQ(kernel->placement, Placement::kHost);
  }
  EXPECT_GE(GridKernels(grid, Placement::kHost).size(), 2u);
}

// With CUDA there are some, without there are none: never an empty list.
TEST(GridKernels, OfAGpuAreThereOrMissed) {
  Grid grid = SmallGrid();
  grid.kernels.clear();
  if (FindKernel("cublas") == nullptr) {
    EXPECT_THAT(ErrorOf([&] { GridKernels(grid, Placement::kDevice); }),
                HasSubstr("no kernel of this build runs on a GPU"));
  } else {
    EXPECT_FALSE(GridKernels(grid, Placement::kDevice).empty());
  }
}

TEST(GridKernels, NamesTheKernelsThereAreForAnUnknownOne) {
  Grid grid = SmallGrid();
  grid.kernels = {"onednm"};
  const std::string error = ErrorOf([&] { GridKernels(grid, Placement::kHost); });
  EXPECT_THAT(error, HasSubstr("'onednm'"));
  EXPECT_THAT(error, HasSubstr("reference, onednn"));
}

TEST(GridCases, RefuseProblemsWhoseCountsOverflow) {
  Grid grid = SmallGrid();
  grid.batches = grid.heads = grid.seq_lens = grid.head_dims = {10'000'000};
  const auto kernels = GridKernels(grid, Placement::kHost);
  EXPECT_NE(ErrorOf([&] { GridCases(grid, kernels); }), "no error");
}

}  // namespace
}  // namespace attnwatch
