// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/guards.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "results/summary.h"

namespace attnwatch {
namespace {

// A time below this share of its floor is not believable.
constexpr double kFloorTolerance = 0.97;
// Visits of one case: in healthy runs of an H100 their clocks were within 0.82 and 1.08 of the
// case's median (6479 visits, 2026-11-23), because the neighbours in the order heat the board.
// Cases among each other differ by more than that without anything being wrong.
constexpr double kClockLeast = 0.75;
constexpr double kClockMost = 1.25;
// A sample shorter than this many steps of its timer is rounded by more than the 1 % to be seen.
constexpr double kLeastTicks = 50;
constexpr double kFlaggedShareLimit = 0.2;
constexpr double kCanaryMovement = 0.01;

void Invalidate(std::string reason, Measurement* measurement) {
  measurement->status = Status::kInvalid;
  measurement->reason = std::move(reason);
}

template <typename Visitor>
void ForEachVisit(Run* run, const Visitor& visitor) {
  for (Measurement& measurement : run->measurements) {
    for (Visit& visit : measurement.visits) visitor(&visit);
  }
}

void FlagClocks(Run* run) {
  for (Measurement& measurement : run->measurements) {
    std::vector<double> clocks;
    for (const Visit& visit : measurement.visits) {
      if (visit.sm_clock_hertz) clocks.push_back(*visit.sm_clock_hertz);
    }
    const auto typical = Median(std::move(clocks));
    if (!typical) continue;
    for (Visit& visit : measurement.visits) {
      const double share = visit.sm_clock_hertz.value_or(*typical) / *typical;
      if (share < kClockLeast || share > kClockMost) visit.flags.emplace_back(kClockFlag);
    }
  }
}

void FlagShortSamples(double timer_tick_seconds, Run* run) {
  ForEachVisit(run, [&](Visit* visit) {
    const auto median = Median(visit->seconds);
    if (median && *median < kLeastTicks * timer_tick_seconds) {
      visit->flags.emplace_back(kTicksFlag);
    }
  });
}

void InvalidateFlagged(Run* run) {
  for (Measurement& measurement : run->measurements) {
    if (measurement.status != Status::kOk) continue;
    size_t samples = 0;
    size_t flagged = 0;
    std::map<std::string, size_t> visits_by_flag;
    for (const Visit* visit : JudgedVisits(measurement)) {
      samples += visit->seconds.size();
      if (!visit->flags.empty()) flagged += visit->seconds.size();
      for (const std::string& flag : visit->flags) ++visits_by_flag[flag];
    }
    if (static_cast<double>(flagged) <= kFlaggedShareLimit * static_cast<double>(samples)) continue;
    std::string reason = fmt::format("{} of {} samples are flagged:", flagged, samples);
    for (const auto& [flag, count] : visits_by_flag) {
      reason += fmt::format(" {} in {} visit(s)", flag, count);
    }
    Invalidate(std::move(reason), &measurement);
  }
}

void WarnOfCanaries(Run* run) {
  std::map<std::string, std::vector<double>> rates;
  for (const Ceiling& ceiling : run->ceilings) {
    const auto rate =
        ceiling.bytes_per_second ? ceiling.bytes_per_second : ceiling.flops_per_second;
    if (rate) rates[ceiling.name].push_back(*rate);
  }
  for (const auto& [name, values] : rates) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double movement = *most / *least - 1;
    if (movement <= kCanaryMovement) continue;
    run->warnings.push_back(
        fmt::format("the canary {} moved by {:.1f} % within the run: the machine changed while it "
                    "was measured",
                    name, movement * 100));
  }
}

// A GPU cannot beat its floor; a CPU can, with caches and turbo, so there it is only a warning.
void CheckFloors(Placement placement, Run* run) {
  int count = 0;
  std::string worst;
  double worst_ratio = kFloorTolerance;
  for (Measurement& measurement : run->measurements) {
    const auto seconds = MedianSeconds(measurement);
    if (!seconds || !measurement.floor_seconds) continue;
    const double ratio = *seconds / *measurement.floor_seconds;
    if (ratio >= kFloorTolerance) continue;
    ++count;
    if (placement == Placement::kDevice) {
      Invalidate(fmt::format("{:.2f} of its floor: faster than possible", ratio), &measurement);
    }
    if (ratio < worst_ratio) {
      worst_ratio = ratio;
      worst = measurement.labels.Name();
    }
  }
  if (count == 0) return;
  run->warnings.push_back(
      fmt::format("{} case(s) took less than {} of their floor, the least {:.2f}: {}", count,
                  kFloorTolerance, worst_ratio, worst));
}

}  // namespace

void ApplyGuards(Placement placement, double timer_tick_seconds, Run* run) {
  FlagClocks(run);
  FlagShortSamples(timer_tick_seconds, run);
  InvalidateFlagged(run);
  CheckFloors(placement, run);
  WarnOfCanaries(run);
}

}  // namespace attnwatch
