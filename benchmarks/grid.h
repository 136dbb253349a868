// SPDX-License-Identifier: Apache-2.0
//
// Grids: which problems a run measures, and how often. THE TABLE of named grids is in grid.cc; any
// other grid is a named one with axes replaced by flags.
//
//   Grid grid = FindGrid("figure");
//   grid.head_dims = {64, 65};
//   GridProblems(grid);   // two problems
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/attention_score/problem.h"

namespace attnwatch {

struct Grid {
  std::string name;
  std::string description;
  // Problems are the product of the axes, head_dim fastest.
  std::vector<int64_t> batches = {4};
  std::vector<int64_t> heads = {96};
  std::vector<int64_t> seq_lens = {2048};
  std::vector<int64_t> head_dims;
  std::vector<Dtype> dtypes = {Dtype::kFloat16};
  std::vector<Layout> layouts = {Layout::kTn};
  // Names of kernels; empty for every kernel of the device.
  std::vector<std::string> kernels;
  // Judged visits of every case (one warm-up round comes before them), and samples of a visit.
  // Twelve samples: on an H100 the clock-adjusted medians of two processes then differ by 0.066 %,
  // with four by 0.17 %, with eight by 0.085 % (docs/h100_study.md); what remains is between
  // processes, and more of those is what to buy.
  int rounds = 3;
  int launches = 4;
};

// Throws Error, listing the names there are, for an unknown one.
Grid FindGrid(std::string_view name);

// "smoke, cpu, table, figure"
std::string GridNames();

// A line for each grid, for the help.
std::string DescribeGrids();

std::vector<AttentionScoreProblem> GridProblems(const Grid& grid);

}  // namespace attnwatch
