// SPDX-License-Identifier: Apache-2.0
#include "compare/elasticity.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "compare/robust.h"

namespace attnwatch {
namespace {

// A clock that varies by less than this (standard deviation of its logarithm) says nothing.
constexpr double kClockDeviationMin = 1e-4;
// Groups smaller than this say nothing about their members.
constexpr size_t kGroupSizeMin = 3;
// Huber's constant: 95 % efficient on normal residuals (Huber, Ann. Math. Stat. 35, 1964).
constexpr double kHuber = 1.345;
constexpr int kReweightings = 10;

// A visit, its coordinates centred on its process.
struct Centred {
  size_t process = 0;
  double clock = 0;
  double time = 0;
  double weight = 1;
  double x = 0, y = 0;  // clock and time less the weighted means of the process
};

using Points = std::vector<Centred>;

// False where a visit has no clock.
bool CollectPoints(const std::vector<const CaseSummary*>& processes, Points* points) {
  for (size_t process = 0; process < processes.size(); ++process) {
    for (const VisitSummary& visit : processes[process]->visits) {
      if (!visit.log_clock) return false;
      points->push_back({process, *visit.log_clock, visit.log_median});
    }
  }
  return !points->empty();
}

void Centre(size_t process_count, Points* points) {
  struct Sums {
    double weight = 0, clock = 0, time = 0;
  };
  std::vector<Sums> sums(process_count);
  for (const Centred& p : *points) {
    Sums& sum = sums[p.process];
    sum.weight += p.weight;
    sum.clock += p.weight * p.clock;
    sum.time += p.weight * p.time;
  }
  for (Centred& p : *points) {
    const Sums& sum = sums[p.process];
    p.x = p.clock - sum.clock / sum.weight;
    p.y = p.time - sum.time / sum.weight;
  }
}

struct Line {
  double slope = 0;
  double sum_xx = 0;
};

Line FitLine(const Points& points) {
  Line line;
  double sum_xy = 0;
  for (const Centred& p : points) {
    line.sum_xx += p.weight * p.x * p.x;
    sum_xy += p.weight * p.x * p.y;
  }
  if (line.sum_xx > 0) line.slope = sum_xy / line.sum_xx;
  return line;
}

void Reweight(double slope, Points* points) {
  std::vector<double> residuals;
  residuals.reserve(points->size());
  for (const Centred& p : *points) residuals.push_back(p.y - slope * p.x);
  const double limit = kHuber * kMadToDeviation * MedianAbsoluteDeviation(residuals);
  for (size_t i = 0; i < points->size(); ++i) {
    const double distance = std::abs(residuals[i]);
    (*points)[i].weight = distance > limit && limit > 0 ? limit / distance : 1;
  }
}

double SlopeError(const Points& points, const Line& line, double degrees_of_freedom) {
  double squares = 0;
  for (const Centred& p : points) {
    const double residual = p.y - line.slope * p.x;
    squares += p.weight * residual * residual;
  }
  return std::sqrt(squares / degrees_of_freedom / line.sum_xx);
}

double MeanClock(const Points& points) {
  double sum = 0;
  for (const Centred& p : points) sum += p.clock;
  return sum / static_cast<double>(points.size());
}

void Clip(Elasticity* elasticity) { elasticity->value = std::clamp(elasticity->value, -1.0, 0.0); }

}  // namespace

std::string_view ElasticitySourceName(ElasticitySource source) {
  switch (source) {
    case ElasticitySource::kFitted:
      return "fitted";
    case ElasticitySource::kNoClock:
      return "no clock";
    case ElasticitySource::kConstantClock:
      return "constant clock";
  }
  return "";
}

Elasticity FitElasticity(const std::vector<const CaseSummary*>& processes) {
  Elasticity elasticity;
  Points points;
  if (!CollectPoints(processes, &points)) return elasticity;
  elasticity.visit_count = points.size();
  elasticity.reference_log_clock = MeanClock(points);
  elasticity.source = ElasticitySource::kConstantClock;
  const double degrees_of_freedom =
      static_cast<double>(points.size()) - static_cast<double>(processes.size()) - 1;
  Centre(processes.size(), &points);
  Line line = FitLine(points);
  const double deviation = std::sqrt(line.sum_xx / static_cast<double>(points.size()));
  if (degrees_of_freedom < 1 || deviation < kClockDeviationMin) return elasticity;
  for (int i = 0; i < kReweightings; ++i) {
    Reweight(line.slope, &points);
    Centre(processes.size(), &points);
    line = FitLine(points);
  }
  elasticity.source = ElasticitySource::kFitted;
  elasticity.fitted = elasticity.value = line.slope;
  elasticity.fitted_error = elasticity.standard_error =
      SlopeError(points, line, degrees_of_freedom);
  return elasticity;
}

// The spread within the group by DerSimonian and Laird (Controlled Clinical Trials 7, 1986), then
// the posterior mean of each member under a normal prior with that spread.
void ShrinkElasticities(const std::vector<Elasticity*>& group) {
  if (group.size() < kGroupSizeMin) return;
  // The floor keeps weights finite for fits without residuals.
  const auto variance_of = [](const Elasticity* e) {
    return std::max(e->fitted_error * e->fitted_error, 1e-12);
  };
  std::vector<double> values, weights;
  for (const Elasticity* member : group) {
    values.push_back(member->fitted);
    weights.push_back(1 / variance_of(member));
  }
  const double mean = WeightedMean(values, weights);
  double sum = 0, sum_squares = 0, q = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += weights[i];
    sum_squares += weights[i] * weights[i];
    q += weights[i] * (values[i] - mean) * (values[i] - mean);
  }
  const double spread =
      std::max(0.0, (q - static_cast<double>(values.size() - 1)) / (sum - sum_squares / sum));
  std::vector<double> spread_weights;
  spread_weights.reserve(group.size());
  for (const Elasticity* member : group) {
    spread_weights.push_back(1 / (variance_of(member) + spread));
  }
  const double centre = WeightedMean(values, spread_weights);
  for (Elasticity* member : group) {
    const double own = spread / (spread + variance_of(member));
    member->value = own * member->fitted + (1 - own) * centre;
    member->standard_error = std::sqrt(own * variance_of(member));
  }
}

std::vector<Elasticity> FitElasticities(const std::vector<CaseRow>& table) {
  std::vector<Elasticity> elasticities;
  elasticities.reserve(table.size());
  std::map<CaseGroup, std::vector<Elasticity*>> groups;
  for (const CaseRow& row : table) {
    elasticities.push_back(FitElasticity(row.measured()));
    if (elasticities.back().source == ElasticitySource::kFitted) {
      groups[GroupOf(row)].push_back(&elasticities.back());
    }
  }
  for (const auto& [group, members] : groups) ShrinkElasticities(members);
  for (Elasticity& elasticity : elasticities) Clip(&elasticity);
  return elasticities;
}

}  // namespace attnwatch
