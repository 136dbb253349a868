// SPDX-License-Identifier: Apache-2.0
//
// TablePoints: where the figure's table, hidden size x alignment class, is measured. A cell (H, c)
// is measured at the realizable point nearest to it: hidden size = heads * head_dim of class c
// within the figure, |hidden size - H| smallest, the smaller head_dim on a tie.
//
//   TableCells(96).front();   // {4096, 1, 43}: the row 4096 of class 1 is measured at head_dim 43
//   TablePoints(96).size();   // 50: some of the 56 cells share a point
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace attnwatch {

// The figure's lines, in the order of its legend, and its x axis.
inline constexpr std::array<int64_t, 7> kFigureClasses = {1, 2, 4, 8, 16, 32, 64};
inline constexpr int64_t kFigureTick = 4096;
inline constexpr int64_t kFigureHiddenSizeMax = 32768;

// The figure's line that a head_dim (at least 1) belongs to: the largest power of two that divides
// it, up to 64.
int64_t FigureClass(int64_t head_dim);

struct TableCell {
  int64_t hidden_size = 0;      // of the row: 4096, 8192 .. 32768
  int64_t alignment_class = 0;  // of the column
  int64_t head_dim = 0;         // the point nearest to it; 0 where the class has none
};

// Row by row. Empty for heads < 1.
std::vector<TableCell> TableCells(int64_t heads);

// The distinct head_dims of TableCells, ascending.
std::vector<int64_t> TablePoints(int64_t heads);

}  // namespace attnwatch
