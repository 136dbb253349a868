// SPDX-License-Identifier: Apache-2.0
#include "compare/aa_study.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "compare/process_values.h"
#include "compare/robust.h"
#include "results/error.h"

namespace attnwatch {
namespace {

// The differences of all pairs of n values have twice the variance of the values.
double DifferenceDeviation(const std::vector<double>& values) {
  return std::sqrt(2 * Variance(values));
}

Spread SpreadOf(const std::vector<ProcessValues>& points,
                std::vector<double> ProcessValues::*member) {
  std::vector<double> deviations;
  deviations.reserve(points.size());
  for (const ProcessValues& point : points) {
    deviations.push_back(DifferenceDeviation(point.*member));
  }
  return {Percentile(deviations, 0.5), Percentile(deviations, 0.95), Percentile(deviations, 1)};
}

std::vector<CaseRow> CompleteRows(const std::vector<const Run*>& runs, size_t visit_limit) {
  std::vector<CaseRow> complete;
  for (CaseRow& row : BuildCaseTable(runs, visit_limit)) {
    if (row.measured().size() == runs.size()) complete.push_back(std::move(row));
  }
  return complete;
}

std::vector<ProcessValues> Reduce(const std::vector<CaseRow>& table,
                                  const std::vector<Elasticity>& elasticities) {
  std::vector<ProcessValues> values;
  values.reserve(table.size());
  for (size_t row = 0; row < table.size(); ++row) {
    values.push_back(ReduceProcesses(table[row].measured(), elasticities[row]));
  }
  return values;
}

bool BelongsTo(const CaseGroup& point, const CaseGroup& group) {
  if (group == CaseGroup{}) return true;
  if (point.kernel != group.kernel || point.power_capped != group.power_capped) return false;
  return group.alignment_class.empty() || point.alignment_class == group.alignment_class;
}

std::vector<SpreadRow> SpreadByGroup(const NoiseRecord& noise,
                                     const std::vector<ProcessValues>& values) {
  std::vector<SpreadRow> rows;
  for (const GroupNoise& group : noise.groups) {
    std::vector<ProcessValues> members;
    for (size_t i = 0; i < values.size(); ++i) {
      if (BelongsTo(noise.points[i].group, group.group)) members.push_back(values[i]);
    }
    rows.push_back({group.group, members.size(), SpreadOf(members, &ProcessValues::raw),
                    SpreadOf(members, &ProcessValues::minimum),
                    SpreadOf(members, &ProcessValues::adjusted)});
  }
  return rows;
}

size_t CommonVisitCount(const std::vector<CaseRow>& table) {
  size_t count = kAllVisits;
  for (const CaseRow& row : table) {
    for (const CaseSummary* process : row.measured()) {
      count = std::min(count, process->visits.size());
    }
  }
  return count;
}

double MeanSampleCount(const std::vector<CaseRow>& table) {
  std::vector<double> counts;
  for (const CaseRow& row : table) {
    for (const CaseSummary* process : row.measured()) {
      counts.push_back(static_cast<double>(process->sample_count));
    }
  }
  return Mean(counts);
}

std::vector<RoundsRow> SpreadByRounds(const std::vector<const Run*>& runs, size_t visit_count,
                                      const std::vector<Elasticity>& elasticities) {
  std::vector<RoundsRow> rows;
  for (size_t rounds = 1; rounds <= visit_count; ++rounds) {
    const std::vector<CaseRow> table = CompleteRows(runs, rounds);
    const std::vector<ProcessValues> values = Reduce(table, elasticities);
    rows.push_back({rounds, MeanSampleCount(table), SpreadOf(values, &ProcessValues::raw),
                    SpreadOf(values, &ProcessValues::adjusted)});
  }
  return rows;
}

void RequireFittedRuns(const std::vector<const Run*>& runs, size_t set_aside) {
  if (runs.size() >= 2 && runs.size() - 2 >= set_aside) return;
  throw Error("needs 2 runs or more to fit, has " + std::to_string(runs.size()) + " of which " +
              std::to_string(set_aside) + " are set aside");
}

}  // namespace

AaStudy StudyAa(const std::vector<const Run*>& runs, const AaOptions& options) {
  RequireFittedRuns(runs, options.set_aside);
  RequireComparable(runs);
  const auto middle = runs.end() - static_cast<std::ptrdiff_t>(options.set_aside);
  const std::vector<const Run*> fitted(runs.begin(), middle);
  const std::vector<CaseRow> table = CompleteRows(fitted, kAllVisits);
  if (table.empty()) throw Error("no case was measured by every run");
  const std::vector<Elasticity> elasticities = FitElasticities(table);

  AaStudy study;
  study.noise = EstimateNoise(fitted);
  study.visit_count = CommonVisitCount(table);
  study.spread = SpreadByGroup(study.noise, Reduce(table, elasticities));
  study.rounds = SpreadByRounds(fitted, study.visit_count, elasticities);
  const std::vector<const Run*> evaluated =
      options.set_aside > 0 ? std::vector<const Run*>(middle, runs.end()) : fitted;
  study.alarms = CountFalseAlarms(evaluated, study.noise, options.splits);
  return study;
}

}  // namespace attnwatch
