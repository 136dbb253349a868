// SPDX-License-Identifier: Apache-2.0
#include "dashboards/visit_totals.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "results/summary.h"

namespace attnwatch {
namespace {

void Raise(double value, std::optional<double>* highest) {
  if (!*highest || value > **highest) *highest = value;
}

// The end of the run and its energy count the warm-up as well.
void AddVisit(const Visit& visit, VisitTotals* totals) {
  Raise(std::accumulate(visit.seconds.begin(), visit.seconds.end(), visit.at_seconds),
        &totals->end_seconds);
  if (visit.energy_joules) {
    totals->energy_joules = totals->energy_joules.value_or(0) + *visit.energy_joules;
  }
  if (visit.temperature_celsius) Raise(*visit.temperature_celsius, &totals->temperature_celsius);
}

void CountFlags(const Visit& visit, VisitTotals* totals) {
  for (const std::string& flag : visit.flags) {
    const auto known = std::find(kExportedFlags.begin(), kExportedFlags.end() - 1, flag);
    ++totals->flagged[static_cast<size_t>(known - kExportedFlags.begin())];
  }
}

}  // namespace

VisitTotals SumVisits(const Run& run) {
  VisitTotals totals;
  std::vector<double> hertz;
  std::vector<double> watts;
  std::vector<double> capped;
  for (const Measurement& measurement : run.measurements) {
    for (const Visit& visit : measurement.visits) AddVisit(visit, &totals);
    for (const Visit* visit : JudgedVisits(measurement)) {
      ++totals.visits;
      CountFlags(*visit, &totals);
      if (visit->sm_clock_hertz) hertz.push_back(*visit->sm_clock_hertz);
      if (visit->power_watts) watts.push_back(*visit->power_watts);
      if (visit->power_cap_share) capped.push_back(*visit->power_cap_share);
    }
  }
  totals.clock_hertz = Median(std::move(hertz));
  totals.power_watts = Median(std::move(watts));
  if (!capped.empty()) {
    totals.power_capped_share =
        std::accumulate(capped.begin(), capped.end(), 0.0) / static_cast<double>(capped.size());
  }
  return totals;
}

}  // namespace attnwatch
