// SPDX-License-Identifier: Apache-2.0
#include "compare/case_summary.h"

#include <algorithm>
#include <cmath>

#include "compare/robust.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

VisitSummary SummarizeVisit(const Visit& visit) {
  VisitSummary summary;
  summary.log_seconds.reserve(visit.seconds.size());
  for (const double seconds : visit.seconds) summary.log_seconds.push_back(std::log(seconds));
  summary.log_median = *Median(summary.log_seconds);
  if (visit.sm_clock_hertz) summary.log_clock = std::log(*visit.sm_clock_hertz);
  return summary;
}

std::optional<double> MeanOf(const std::vector<const Visit*>& visits,
                             std::optional<double> Visit::*member) {
  std::vector<double> values;
  for (const Visit* visit : visits) {
    if (visit->*member) values.push_back(*(visit->*member));
  }
  if (values.empty()) return std::nullopt;
  return Mean(values);
}

std::optional<double> MedianLogClock(const std::vector<VisitSummary>& visits) {
  std::vector<double> clocks;
  for (const VisitSummary& visit : visits) {
    if (!visit.log_clock) return std::nullopt;
    clocks.push_back(*visit.log_clock);
  }
  return Median(std::move(clocks));
}

void Reduce(const std::vector<const Visit*>& visits, CaseSummary* summary) {
  std::vector<double> samples;
  for (const Visit* visit : visits) {
    summary->visits.push_back(SummarizeVisit(*visit));
    const std::vector<double>& more = summary->visits.back().log_seconds;
    samples.insert(samples.end(), more.begin(), more.end());
  }
  summary->sample_count = samples.size();
  if (samples.empty()) return;
  summary->log_min = *std::min_element(samples.begin(), samples.end());
  summary->log_median = *Median(std::move(samples));
  summary->log_clock = MedianLogClock(summary->visits);
  summary->temperature_celsius = MeanOf(visits, &Visit::temperature_celsius);
  summary->power_watts = MeanOf(visits, &Visit::power_watts);
}

}  // namespace

CaseSummary SummarizeCase(const Measurement& measurement, size_t visit_limit) {
  CaseSummary summary;
  summary.status = measurement.status;
  summary.reason = measurement.reason;
  summary.launched = measurement.launched;
  summary.algorithm = measurement.algorithm;
  if (measurement.status != Status::kOk) return summary;
  std::vector<const Visit*> visits = JudgedVisits(measurement);
  if (visits.size() > visit_limit) visits.resize(visit_limit);
  Reduce(visits, &summary);
  return summary;
}

double AdjustedLogMedian(const CaseSummary& summary, double elasticity,
                         double reference_log_clock) {
  if (elasticity == 0) return summary.log_median;
  std::vector<double> samples;
  samples.reserve(summary.sample_count);
  for (const VisitSummary& visit : summary.visits) {
    const double shift = elasticity * (*visit.log_clock - reference_log_clock);
    for (const double log_seconds : visit.log_seconds) samples.push_back(log_seconds - shift);
  }
  return *Median(std::move(samples));
}

}  // namespace attnwatch
