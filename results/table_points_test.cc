// SPDX-License-Identifier: Apache-2.0
#include "results/table_points.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace attnwatch {
namespace {

constexpr int64_t kHeads = 96;
constexpr int64_t kHeadDimMax = 341;

TEST(FigureClassTest, SplitsTheFigureIntoItsSevenLines) {
  std::map<int64_t, int> sizes;
  for (int64_t d = 1; d <= kHeadDimMax; ++d) ++sizes[FigureClass(d)];
  const std::map<int64_t, int> expected = {{1, 171}, {2, 85}, {4, 43}, {8, 21},
                                           {16, 11}, {32, 5}, {64, 5}};
  EXPECT_EQ(sizes, expected);
}

TEST(TableCellsTest, HasEightRowsOfSevenClasses) {
  const std::vector<TableCell> cells = TableCells(kHeads);
  ASSERT_EQ(cells.size(), 56u);
  EXPECT_EQ(cells[0].hidden_size, 4096);
  EXPECT_EQ(cells[0].head_dim, 43);
  EXPECT_EQ(cells[55].hidden_size, 32768);
  EXPECT_EQ(cells[55].alignment_class, 64);
  EXPECT_EQ(cells[55].head_dim, 320);
}

TEST(TableCellsTest, NoPointOfTheClassIsNearerAndTiesGoToTheSmaller) {
  int ties = 0;
  for (const TableCell& cell : TableCells(kHeads)) {
    ASSERT_EQ(FigureClass(cell.head_dim), cell.alignment_class);
    const int64_t distance = std::abs(kHeads * cell.head_dim - cell.hidden_size);
    for (int64_t d = 1; d <= kHeadDimMax; ++d) {
      if (FigureClass(d) != cell.alignment_class || d == cell.head_dim) continue;
      const int64_t other = std::abs(kHeads * d - cell.hidden_size);
      EXPECT_LE(distance, other) << cell.hidden_size << " class " << cell.alignment_class;
      if (other != distance) continue;
      ++ties;
      EXPECT_LT(cell.head_dim, d);
    }
  }
  EXPECT_EQ(ties, 12);
}

TEST(TablePointsTest, AreFiftyForTheFigure) {
  const std::vector<int64_t> points = TablePoints(kHeads);
  EXPECT_EQ(points.size(), 50u);
  EXPECT_TRUE(std::is_sorted(points.begin(), points.end()));
}

TEST(TablePointsTest, LeavesOutClassesThatCannotExist) {
  // 1024 heads reach head_dim 32 at most, so there is no class 64.
  for (const TableCell& cell : TableCells(1024)) {
    EXPECT_EQ(cell.head_dim == 0, cell.alignment_class == 64);
  }
  EXPECT_EQ(TablePoints(1024).front(), 2);  // between 2 and 6 for the row 4096
  EXPECT_TRUE(TablePoints(0).empty());
  EXPECT_TRUE(TablePoints(100000).empty());
}

}  // namespace
}  // namespace attnwatch
