// SPDX-License-Identifier: Apache-2.0
//
// NightRow: nights in a row beyond a reference. Are they far from it, or only noisier than before?
//
//   row.Add(z, log_variance - usual);  if (row.IsClear(scatter)) ...
#pragma once

#include <cstddef>
#include <vector>

namespace attnwatch {

// Of a night, from a few values: the larger of two estimates, since both are low where there are
// two states or one odd night in few.
double NightDeviation(const std::vector<double>& values, double least);

class NightRow {
 public:
  // In deviations; and how much the samples of the night scatter more than they did (log variance).
  void Add(double z, double log_variance);

  // `scatter`: of the last nights among each other, in deviations.
  bool IsClear(double scatter) const;

 private:
  size_t nights_ = 0;
  double sum_ = 0, squares_ = 0, noise_ = 0;
};

}  // namespace attnwatch
