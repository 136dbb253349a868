// SPDX-License-Identifier: Apache-2.0
#include "compare/noise_groups.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/distributions.h"
#include "compare/process_values.h"
#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr size_t kTemperatureProcessesMin = 6;
constexpr double kTemperatureRangeMin = 2;
constexpr double kTemperatureAlpha = 0.01;

using Rows = std::vector<size_t>;  // of the table

// Every row belongs to its group, to its kernel's, and to all.
std::map<CaseGroup, Rows> CollectGroups(const std::vector<PointNoise>& points) {
  std::map<CaseGroup, Rows> groups;
  for (size_t row = 0; row < points.size(); ++row) {
    const CaseGroup& group = points[row].group;
    groups[group].push_back(row);
    if (!group.alignment_class.empty()) {
      groups[{group.kernel, "", group.power_capped}].push_back(row);
    }
    if (!group.kernel.empty()) groups[{}].push_back(row);
  }
  return groups;
}

// For each process the median over the rows of its distance from the row's mean.
std::vector<double> Shifts(const std::vector<ProcessValues>& values, const Rows& rows,
                           std::vector<double> ProcessValues::*member) {
  const size_t processes = (values[rows.front()].*member).size();
  std::vector<double> shifts;
  for (size_t process = 0; process < processes; ++process) {
    std::vector<double> distances;
    for (const size_t row : rows) {
      const std::vector<double>& of_row = values[row].*member;
      distances.push_back(of_row[process] - Mean(of_row));
    }
    shifts.push_back(*Median(std::move(distances)));
  }
  return shifts;
}

// One mean a process over the rows; empty where one is unknown.
std::vector<double> Temperatures(const std::vector<CaseRow>& table, const Rows& rows) {
  std::vector<double> celsius;
  for (size_t process = 0; process < table[rows.front()].processes.size(); ++process) {
    std::vector<double> of_process;
    for (const size_t row : rows) {
      const auto& known = table[row].processes[process]->temperature_celsius;
      if (known) of_process.push_back(*known);
    }
    if (of_process.empty()) return {};
    celsius.push_back(Mean(of_process));
  }
  return celsius;
}

VariancePrior FitPrior(const std::vector<PointNoise>& points, const Rows& rows,
                       double PointNoise::*variance) {
  std::vector<double> variances;
  variances.reserve(rows.size());
  for (const size_t row : rows) variances.push_back(points[row].*variance);
  const auto processes = static_cast<double>(points[rows.front()].process_count);
  return FitVariancePrior(variances, processes - 1).value_or(VariancePrior{});
}

}  // namespace

std::optional<TemperatureSlope> FitTemperature(const std::vector<double>& celsius,
                                               const std::vector<double>& shifts) {
  if (celsius.size() < kTemperatureProcessesMin) return std::nullopt;
  const auto [least, most] = std::minmax_element(celsius.begin(), celsius.end());
  if (*most - *least < kTemperatureRangeMin) return std::nullopt;
  const double mean_x = Mean(celsius), mean_y = Mean(shifts);
  double xx = 0, xy = 0, yy = 0;
  for (size_t i = 0; i < celsius.size(); ++i) {
    xx += (celsius[i] - mean_x) * (celsius[i] - mean_x);
    xy += (celsius[i] - mean_x) * (shifts[i] - mean_y);
    yy += (shifts[i] - mean_y) * (shifts[i] - mean_y);
  }
  const double degrees_of_freedom = static_cast<double>(celsius.size()) - 2;
  const double slope = xy / xx;
  const double error = std::sqrt(std::max(0.0, yy - slope * xy) / degrees_of_freedom / xx);
  const bool significant =
      std::abs(slope) > StudentQuantile(1 - kTemperatureAlpha / 2, degrees_of_freedom) * error;
  if (!significant) return std::nullopt;
  return TemperatureSlope{slope, error};
}

std::vector<GroupNoise> EstimateGroups(const std::vector<CaseRow>& table,
                                       const std::vector<Elasticity>& elasticities,
                                       const std::vector<PointNoise>& points) {
  std::vector<ProcessValues> values;
  values.reserve(table.size());
  for (size_t i = 0; i < table.size(); ++i) {
    values.push_back(ReduceProcesses(table[i].measured(), elasticities[i]));
  }
  std::vector<GroupNoise> groups;
  for (const auto& [group, rows] : CollectGroups(points)) {
    GroupNoise noise;
    noise.group = group;
    noise.point_count = rows.size();
    noise.adjusted = FitPrior(points, rows, &PointNoise::adjusted_variance);
    noise.raw = FitPrior(points, rows, &PointNoise::raw_variance);
    const std::vector<double> shifts = Shifts(values, rows, &ProcessValues::adjusted);
    noise.adjusted_shift_variance = Variance(shifts);
    noise.raw_shift_variance = Variance(Shifts(values, rows, &ProcessValues::raw));
    const std::vector<double> celsius = Temperatures(table, rows);
    if (const auto slope = FitTemperature(celsius, shifts)) {
      noise.temperature_coefficient = slope->per_degree;
      noise.temperature_error = slope->standard_error;
    }
    groups.push_back(noise);
  }
  return groups;
}

}  // namespace attnwatch
