// SPDX-License-Identifier: Apache-2.0
//
// The figure as data: what a Run says about "Attention Key Query Score", split as the paper splits
// it. One panel for each (kernel, dtype, layout, batch, heads, seq_len), in each panel one line for
// each alignment class, in each line the measured points by hidden size. What was not measured is
// listed with its reason, never drawn as zero.
//
//   const Figure figure = BuildFigure(run);
//   for (const FigureLine& line : figure.panels[0].lines) Draw(line.points);
//
// The table, the drawing, the claims and the page are all made from this one struct.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/run.h"
#include "results/table_points.h"

namespace attnwatch {

// Times are of the judged samples: warm-up visits are left out.
struct FigurePoint {
  int64_t head_dim = 0;
  int64_t hidden_size = 0;
  size_t sample_count = 0;
  double seconds = 0;  // median
  double first_quartile_seconds = 0;
  double third_quartile_seconds = 0;
  double flops_per_second = 0;  // at the median, as is the next
  double bytes_per_second = 0;
  std::optional<double> floor_seconds;
  std::optional<double> fraction_of_floor;  // floor / median: 1 is as fast as physics allows
  std::string launched;  // names of the device kernels that ran, " + " between; empty: not recorded
};

struct FigureLine {
  int64_t alignment_class = 0;
  std::vector<FigurePoint> points;  // by hidden size
};

// A case of the panel without a point, and why.
struct UndrawnCase {
  std::string head_dim;  // as labelled
  Status status = Status::kNotRun;
  std::string reason;
  std::optional<double>
      fraction_of_floor;  // of an invalid measurement that has samples all the same
};

struct FigurePanel {
  std::string device;  // device key of the run
  std::string kernel;
  std::string dtype;
  std::string layout;
  std::string batch;
  std::string heads;
  std::string seq_len;
  std::array<FigureLine, kFigureClasses.size()> lines;  // in the order of kFigureClasses
  std::vector<UndrawnCase> undrawn;                     // in the order of the run

  size_t point_count() const;
  double flops_per_second_max() const;        // of the points; 0 where there is none
  double floor_flops_per_second_max() const;  // of their floors; 0 where none is known
  int64_t hidden_size_max() const;            // 0 where there is no point
  // Smallest and largest number of samples of a point.
  std::array<size_t, 2> sample_count_range() const;
  std::string Name() const;  // "cublas float16 tn, b=4, a=96, s=2048"
};

struct Figure {
  std::vector<FigurePanel> panels;  // in the order of the run
};

Figure BuildFigure(const Run& run);

// "Attention Key Query Score, a=96"; without heads where the panels differ in them.
std::string FigureTitle(const std::vector<FigurePanel>& panels);

// Index into kFigureClasses of an alignment class; nothing for a number that is none.
std::optional<size_t> ClassIndex(int64_t alignment_class);

// The value at `fraction` (0..1) of the sorted values, interpolated; `values` must not be empty.
double Quantile(std::vector<double> values, double fraction);

}  // namespace attnwatch
