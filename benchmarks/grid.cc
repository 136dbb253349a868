// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/grid.h"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <set>

#include "results/error.h"
#include "results/table_points.h"

namespace attnwatch {
namespace {

// The points of the figure's table and the smallest of each line: enough to draw all seven.
std::vector<int64_t> CpuHeadDims() {
  const std::vector<int64_t> table = TablePoints(96);
  std::set<int64_t> head_dims(table.begin(), table.end());
  head_dims.insert(kFigureClasses.begin(), kFigureClasses.end());
  return {head_dims.begin(), head_dims.end()};
}

Grid SmokeGrid() {
  Grid grid;
  grid.description = "seconds: a small problem of four head dimensions, every kernel";
  grid.batches = {1};
  grid.heads = {2};
  grid.seq_lens = {128};
  grid.head_dims = {8, 63, 64, 65};
  grid.dtypes = {Dtype::kFloat32, Dtype::kFloat16, Dtype::kBfloat16};
  grid.launches = 3;
  return grid;
}

Grid CpuGrid() {
  Grid grid;
  grid.description = "the figure scaled to a CPU: 55 head dimensions, batch 1, seq_len 512";
  grid.batches = {1};
  grid.seq_lens = {512};
  grid.head_dims = CpuHeadDims();
  grid.dtypes = {Dtype::kFloat32, Dtype::kBfloat16};
  grid.kernels = {"onednn"};
  grid.rounds = 4;
  grid.launches = 2;
  return grid;
}

Grid TableGrid() {
  Grid grid;
  grid.description = "the 50 points nearest to the cells of the figure's table, full size";
  grid.head_dims = TablePoints(96);
  grid.kernels = {"cublas"};
  return grid;
}

Grid FigureGrid() {
  Grid grid;
  grid.description = "the whole figure: head_dim 1 to 341, a=96, b=4, s=2048";
  grid.head_dims.resize(341);
  std::iota(grid.head_dims.begin(), grid.head_dims.end(), int64_t{1});
  grid.kernels = {"cublas", "cublaslt", "cublaslt_best", "padded", "flat"};
  return grid;
}

struct NamedGrid {
  std::string_view name;
  Grid (*make)();
};

constexpr std::array<NamedGrid, 4> kGrids = {{
    {"smoke", SmokeGrid},
    {"cpu", CpuGrid},
    {"table", TableGrid},
    {"figure", FigureGrid},
}};

Grid MakeGrid(const NamedGrid& named) {
  Grid grid = named.make();
  grid.name = named.name;
  return grid;
}

}  // namespace

Grid FindGrid(std::string_view name) {
  for (const NamedGrid& named : kGrids) {
    if (named.name == name) return MakeGrid(named);
  }
  throw Error(fmt::format("grid '{}' is unknown; there are {}", name, GridNames()));
}

std::string GridNames() {
  std::string names;
  for (const NamedGrid& named : kGrids) {
    if (!names.empty()) names += ", ";
    names += named.name;
  }
  return names;
}

std::string DescribeGrids() {
  std::string text;
  for (const NamedGrid& named : kGrids) {
    text += fmt::format("  {:<8}{}\n", named.name, named.make().description);
  }
  return text;
}

std::vector<AttentionScoreProblem> GridProblems(const Grid& grid) {
  std::vector<AttentionScoreProblem> problems;
  for (const Dtype dtype : grid.dtypes)
    for (const Layout layout : grid.layouts)
      for (const int64_t batch : grid.batches)
        for (const int64_t heads : grid.heads)
          for (const int64_t seq_len : grid.seq_lens)
            for (const int64_t head_dim : grid.head_dims)
              problems.push_back({batch, heads, seq_len, head_dim, dtype, layout});
  return problems;
}

}  // namespace attnwatch
