// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/grid.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "results/error.h"
#include "results/table_points.h"

namespace attnwatch {
namespace {

TEST(FindGrid, ListsTheNamesForAnUnknownOne) {
  try {
    FindGrid("figur");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "grid 'figur' is unknown; there are smoke, cpu, table, figure");
  }
}

TEST(FigureGrid, IsTheWholeFigure) {
  const auto problems = GridProblems(FindGrid("figure"));
  ASSERT_EQ(problems.size(), 341u);
  EXPECT_EQ(problems.front().head_dim, 1);
  EXPECT_EQ(problems.back().head_dim, 341);
  EXPECT_EQ(problems.back().hidden_size(), 32736);
  EXPECT_EQ(problems.back().matrix_count(), 384);
  EXPECT_EQ(problems.back().seq_len, 2048);
}

TEST(TableGrid, HasFiftyPointsOfTheFigure) {
  const auto problems = GridProblems(FindGrid("table"));
  EXPECT_EQ(problems.size(), 50u);
  for (const auto& problem : problems) EXPECT_LE(problem.head_dim, 341);
}

TEST(CpuGrid, CanDrawEveryLineInEachDtype) {
  std::map<std::pair<Dtype, int64_t>, int> points;
  for (const auto& problem : GridProblems(FindGrid("cpu"))) {
    EXPECT_EQ(problem.heads, 96);
    ++points[{problem.dtype, FigureClass(problem.head_dim)}];
  }
  EXPECT_EQ(points.size(), 2 * kFigureClasses.size());
  for (const auto& [line, count] : points) EXPECT_GE(count, 5);
}

TEST(GridProblems, AreTheProductOfTheAxes) {
  Grid grid = FindGrid("smoke");
  grid.batches = {1, 2};
  grid.heads = {3};
  grid.seq_lens = {5, 7};
  grid.head_dims = {8, 9};
  grid.dtypes = {Dtype::kFloat32};
  grid.layouts = {Layout::kTn, Layout::kNn};
  const auto problems = GridProblems(grid);
  ASSERT_EQ(problems.size(), 16u);
  EXPECT_EQ(problems[0].head_dim, 8);
  EXPECT_EQ(problems[1].head_dim, 9);
  EXPECT_EQ(problems[2].seq_len, 7);
  EXPECT_EQ(problems[15].layout, Layout::kNn);
}

}  // namespace
}  // namespace attnwatch
