// SPDX-License-Identifier: Apache-2.0
#include "results/table_points.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace attnwatch {
namespace {

int64_t NearestHeadDim(int64_t heads, int64_t hidden_size, int64_t alignment_class) {
  int64_t nearest = 0;
  const auto distance = [&](int64_t head_dim) { return std::abs(heads * head_dim - hidden_size); };
  // Ascending and strictly nearer, so that the smaller head_dim wins a tie.
  const int64_t head_dim_max = kFigureHiddenSizeMax / heads;
  for (int64_t head_dim = alignment_class; head_dim <= head_dim_max; head_dim += alignment_class) {
    if (FigureClass(head_dim) != alignment_class) continue;
    if (nearest == 0 || distance(head_dim) < distance(nearest)) nearest = head_dim;
  }
  return nearest;
}

}  // namespace

int64_t FigureClass(int64_t head_dim) {
  return std::min<int64_t>(kFigureClasses.back(), head_dim & -head_dim);
}

std::vector<TableCell> TableCells(int64_t heads) {
  std::vector<TableCell> cells;
  if (heads < 1) return cells;
  for (int64_t row = kFigureTick; row <= kFigureHiddenSizeMax; row += kFigureTick) {
    for (const int64_t column : kFigureClasses) {
      cells.push_back({row, column, NearestHeadDim(heads, row, column)});
    }
  }
  return cells;
}

std::vector<int64_t> TablePoints(int64_t heads) {
  std::set<int64_t> points;
  for (const TableCell& cell : TableCells(heads)) points.insert(cell.head_dim);
  points.erase(0);
  return {points.begin(), points.end()};
}

}  // namespace attnwatch
