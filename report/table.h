// SPDX-License-Identifier: Apache-2.0
//
// The figure's table, hidden size x alignment class. A cell is the point that TableCells
// (results/table_points.h) names; where the run lacks it, the nearest measured point of the class
// within half a tick, marked as such.
//
//   std::cout << FormatTable(panel) << FormatUndrawn(panel);
#pragma once

#include <array>
#include <string>
#include <vector>

#include "report/figure.h"

namespace attnwatch {

struct FigureTableCell {
  const FigurePoint* point = nullptr;  // null: nothing measured near enough
  int64_t head_dim = 0;                // where the cell is defined; 0 where the class has no point
  bool is_exact() const { return point != nullptr && point->head_dim == head_dim; }
};

struct FigureTableRow {
  int64_t hidden_size = 0;
  std::array<FigureTableCell, kFigureClasses.size()> cells;
};

// Points into `panel`, which must outlive it. Empty where the label heads is not a number.
std::vector<FigureTableRow> BuildTable(const FigurePanel& panel);

// Whether any cell has a point; a small grid may lie left of them all.
bool HasCells(const std::vector<FigureTableRow>& rows);

// Two tables for a terminal: TFLOP/s and, where floors are known, fraction of floor.
std::string FormatTable(const FigurePanel& panel);

// What was not measured and why, cases of the same reason together; "" for nothing.
std::string FormatUndrawn(const FigurePanel& panel);

}  // namespace attnwatch
