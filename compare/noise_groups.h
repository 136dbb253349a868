// SPDX-License-Identifier: Apache-2.0
//
// The part of a NoiseRecord that is about groups of cases; noise.cc calls it.
//
//   noise.groups = EstimateGroups(table, elasticities, noise.points);
#pragma once

#include <vector>

#include "compare/noise.h"

namespace attnwatch {

// Of a table in which every process measured every case, with the elasticities and the noise of
// its rows. Sorted by group.
std::vector<GroupNoise> EstimateGroups(const std::vector<CaseRow>& table,
                                       const std::vector<Elasticity>& elasticities,
                                       const std::vector<PointNoise>& points);

struct TemperatureSlope {
  double per_degree = 0;
  double standard_error = 0;
};

// How the processes' shifts follow their temperatures, by least squares. Nothing where that is not
// significant at 0.01, for fewer than 6 processes or less than 2 degrees between them.
std::optional<TemperatureSlope> FitTemperature(const std::vector<double>& celsius,
                                               const std::vector<double>& shifts);

}  // namespace attnwatch
