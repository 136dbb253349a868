// SPDX-License-Identifier: Apache-2.0
#include "compare/robust.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "results/summary.h"

namespace attnwatch {

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double Variance(const std::vector<double>& values) {
  const double mean = Mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return sum / static_cast<double>(values.size() - 1);
}

double MedianAbsoluteDeviation(const std::vector<double>& values) {
  if (values.empty()) return 0;
  const double median = *Median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - median));
  return *Median(std::move(distances));
}

double Percentile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  const double at = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

double WeightedMean(const std::vector<double>& values, const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0) / total;
}

Trimmed TrimmedMean(std::vector<double> values, size_t cut) {
  std::sort(values.begin(), values.end());
  const size_t size = values.size();
  const size_t kept = size - 2 * cut;
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(cut);
  Trimmed trimmed;
  trimmed.mean = Mean({begin, begin + static_cast<std::ptrdiff_t>(kept)});
  if (kept < 2) return trimmed;
  trimmed.degrees_of_freedom = static_cast<double>(kept - 1);
  for (double& value : values) value = std::clamp(value, values[cut], values[size - cut - 1]);
  const double scale = static_cast<double>(size - 1) / static_cast<double>(kept - 1) *
                       static_cast<double>(size) / static_cast<double>(kept);
  trimmed.variance = Variance(values) * scale;
  return trimmed;
}

}  // namespace attnwatch
