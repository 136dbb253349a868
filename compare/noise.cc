// SPDX-License-Identifier: Apache-2.0
#include "compare/noise.h"

#include <algorithm>
#include <cmath>

#include "compare/noise_groups.h"
#include "compare/process_values.h"
#include "compare/robust.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// History never weighs more than this: stats of 30 nights were the best that was simulated, and a
// machine changes.
constexpr double kHistoryDegreesMax = 30;
// A point with its own history may shrink its variance a little, no further.
constexpr double kOwnShareMin = 0.8;

// Distances of every visit's adjusted log median from the middle one of its process.
double VisitVariance(const std::vector<const CaseSummary*>& processes,
                     const Elasticity& elasticity) {
  std::vector<double> distances;
  double visits = 0;
  for (const CaseSummary* process : processes) {
    std::vector<double> values;
    for (const VisitSummary& visit : process->visits) {
      const double shift =
          elasticity.value == 0
              ? 0
              : elasticity.value * (*visit.log_clock - elasticity.reference_log_clock);
      values.push_back(visit.log_median - shift);
    }
    const double middle = Percentile(values, 0.5);
    for (const double value : values) distances.push_back(std::abs(value - middle));
    visits += static_cast<double>(values.size());
  }
  // A process' middle is fitted to its visits: one degree of freedom each.
  const double lost = visits - static_cast<double>(processes.size());
  if (lost <= 0) return 0;
  const double deviation = kMadToDeviation * Percentile(distances, 0.5);
  return deviation * deviation * visits / lost;
}

PointNoise EstimatePoint(const CaseRow& row, const Elasticity& elasticity) {
  const std::vector<const CaseSummary*> processes = row.measured();
  const ProcessValues values = ReduceProcesses(processes, elasticity);
  PointNoise noise;
  noise.labels = row.labels;
  noise.group = GroupOf(row);
  noise.process_count = processes.size();
  noise.elasticity_source = elasticity.source;
  noise.elasticity = elasticity.value;
  noise.elasticity_error = elasticity.standard_error;
  noise.adjusted_variance = Variance(values.adjusted);
  noise.raw_variance = Variance(values.raw);
  if (!values.clock.empty()) noise.clock_variance = Variance(values.clock);
  noise.visit_variance = VisitVariance(processes, elasticity);
  const auto visits = static_cast<double>(processes.front()->visits.size());
  noise.between_variance = std::max(0.0, noise.adjusted_variance - noise.visit_variance / visits);
  noise.two_states = FindTwoStates(values.adjusted);
  return noise;
}

const VariancePrior& PriorOf(const GroupNoise& group, Basis basis) {
  return basis == Basis::kAdjusted ? group.adjusted : group.raw;
}

// The group's, or what comes nearest to it.
const GroupNoise* NearestGroup(const NoiseRecord& noise, const CaseGroup& group, Basis basis) {
  for (const CaseGroup& wider : {group, CaseGroup{group.kernel, "", group.power_capped},
                                 CaseGroup{group.kernel, "", !group.power_capped}, CaseGroup{}}) {
    const GroupNoise* found = FindGroup(noise, wider);
    if (found != nullptr && PriorOf(*found, basis).degrees_of_freedom > 0) return found;
  }
  return nullptr;
}

}  // namespace

NoiseRecord EstimateNoise(const std::vector<const Run*>& runs) {
  std::vector<CaseRow> table;
  for (CaseRow& row : BuildCaseTable(runs)) {
    if (row.measured().size() == runs.size()) table.push_back(std::move(row));
  }
  const std::vector<Elasticity> elasticities = FitElasticities(table);
  NoiseRecord noise;
  noise.device_key = runs.front()->environment.device_key;
  noise.hard = runs.front()->environment.hard;
  for (const Run* run : runs) noise.run_ids.push_back(run->id);
  for (size_t i = 0; i < table.size(); ++i) {
    noise.points.push_back(EstimatePoint(table[i], elasticities[i]));
  }
  noise.groups = EstimateGroups(table, elasticities, noise.points);
  return noise;
}

void AddOlder(const NoiseRecord& older, NoiseRecord* noise) {
  if (older.device_key != noise->device_key || older.hard != noise->hard) {
    throw Error("the noise record to add to is of another device or protocol: write a new one");
  }
  for (const PointNoise& point : older.points) {
    if (FindPoint(*noise, point.labels) == nullptr) noise->points.push_back(point);
  }
  for (const GroupNoise& group : older.groups) {
    const auto same = std::find_if(noise->groups.begin(), noise->groups.end(),
                                   [&](const GroupNoise& own) { return own.group == group.group; });
    if (same == noise->groups.end()) {
      noise->groups.push_back(group);
    } else if (group.group.kernel.empty() && group.adjusted.variance > same->adjusted.variance) {
      *same = group;
    }
  }
  for (const std::string& id : older.run_ids) {
    if (std::find(noise->run_ids.begin(), noise->run_ids.end(), id) == noise->run_ids.end()) {
      noise->run_ids.push_back(id);
    }
  }
}

const PointNoise* FindPoint(const NoiseRecord& noise, const Labels& labels) {
  for (const PointNoise& point : noise.points) {
    if (point.labels == labels) return &point;
  }
  const auto key = CaseKey(labels);  // slow, and only for labels in another order
  for (const PointNoise& point : noise.points) {
    if (CaseKey(point.labels) == key) return &point;
  }
  return nullptr;
}

const GroupNoise* FindGroup(const NoiseRecord& noise, const CaseGroup& group) {
  for (const GroupNoise& known : noise.groups) {
    if (known.group == group) return &known;
  }
  return nullptr;
}

std::optional<VariancePrior> PriorOf(const NoiseRecord& noise, const Labels& labels,
                                     const CaseGroup& group, Basis basis) {
  const GroupNoise* nearest = NearestGroup(noise, group, basis);
  const PointNoise* point = FindPoint(noise, labels);
  std::optional<VariancePrior> of_group;
  if (nearest != nullptr) of_group = PriorOf(*nearest, basis);
  if (point == nullptr) return of_group;
  // The point's history, moderated by its group but never below itself.
  const double own = basis == Basis::kAdjusted ? point->adjusted_variance : point->raw_variance;
  const Moderated known = Moderate(own, static_cast<double>(point->process_count) - 1, of_group);
  return VariancePrior{known.variance, std::min(known.degrees_of_freedom, kHistoryDegreesMax),
                       kOwnShareMin};
}

}  // namespace attnwatch
