// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_causes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "compare/case_table.h"
#include "report/units.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// Clocks and ceilings that differ by less say nothing.
constexpr double kClockWorthSaying = 0.005;
constexpr double kCeilingWorthSaying = 0.02;
// So many slower cases make a pattern, and such a share is "every".
constexpr size_t kPatternCasesMin = 3;
constexpr double kEveryShare = 0.8;

// Differ from run to run, or are shown elsewhere.
constexpr std::array<std::string_view, 4> kNoCauses = {"order_seed", "settle_seconds", "commit",
                                                       "shard"};

std::string Names(const std::vector<LaunchedKernel>& launched) {
  std::string text;
  for (const LaunchedKernel& kernel : launched) text += (text.empty() ? "" : " + ") + kernel.name;
  return text;
}

std::string Shape(const std::vector<LaunchedKernel>& launched) {
  std::string text;
  for (const LaunchedKernel& k : launched) {
    text += fmt::format("{}<{},{},{}> x <{},{},{}>", text.empty() ? "" : " + ", k.grid[0],
                        k.grid[1], k.grid[2], k.block[0], k.block[1], k.block[2]);
  }
  return text;
}

using Resource = std::optional<int64_t> LaunchedKernel::*;

// The largest of the launched kernels; "" where it was not recorded.
std::string Most(const std::vector<LaunchedKernel>& launched, Resource resource) {
  std::optional<int64_t> most;
  for (const LaunchedKernel& kernel : launched) {
    if (kernel.*resource) most = std::max(most.value_or(0), *(kernel.*resource));
  }
  return most ? std::to_string(*most) : "";
}

void AddChange(std::string_view what, const std::string& before, const std::string& after,
               std::string* text) {
  if (before.empty() || after.empty() || before == after) return;
  *text += fmt::format("{}{}: {} -> {}", text->empty() ? "" : "; ", what, before, after);
}

struct ResourceRow {
  std::string_view name;
  Resource resource;
};
constexpr std::array<ResourceRow, 3> kResources = {
    {{"registers changed", &LaunchedKernel::registers},
     {"spills or stack changed, bytes a thread", &LaunchedKernel::local_bytes},
     {"shared memory changed, bytes a block", &LaunchedKernel::shared_bytes}}};

std::string LaunchCause(const Measurement& before, const Measurement& after) {
  std::string text;
  AddChange("kernel changed", Names(before.launched), Names(after.launched), &text);
  AddChange("algorithm changed", before.algorithm, after.algorithm, &text);
  for (const ResourceRow& row : kResources) {
    AddChange(row.name, Most(before.launched, row.resource), Most(after.launched, row.resource),
              &text);
  }
  if (text.empty()) {
    AddChange("launch shape changed", Shape(before.launched), Shape(after.launched), &text);
  }
  return text;
}

std::string ClockCause(double log_ratio) {
  return fmt::format("clock {} {} in the candidate", FormatPercent(std::abs(std::expm1(log_ratio))),
                     log_ratio < 0 ? "lower" : "higher");
}

bool IsSlower(const JudgedPoint& point) {
  switch (point.verdict) {
    case Verdict::kRegressed:
    case Verdict::kMinor:
    case Verdict::kTolerated:
      return true;
    case Verdict::kUnconfirmed:
      return point.log_ratio > 0;
    default:
      return false;
  }
}

struct ClassCount {
  size_t slower = 0;
  size_t judged = 0;
};

void AddPattern(const Judgement& judgement, std::vector<std::string>* causes) {
  std::map<std::string, ClassCount> classes;
  ClassCount all;
  for (const JudgedPoint& point : judgement.points) {
    if (!HasRatio(point)) continue;
    for (ClassCount* count : {&classes[point.group.alignment_class], &all}) {
      ++count->judged;
      count->slower += IsSlower(point) ? 1 : 0;
    }
  }
  if (all.slower < kPatternCasesMin) return;
  if (static_cast<double>(all.slower) >= kEveryShare * static_cast<double>(all.judged)) {
    causes->push_back(
        fmt::format("Every case is slower ({} of {}): the machine, or a library "
                    "that all use.",
                    all.slower, all.judged));
    return;
  }
  for (const auto& [name, count] : classes) {
    if (count.slower != all.slower || name.empty() || classes.size() < 2) continue;
    causes->push_back(fmt::format("Only class {} is slower: {} of its {} cases, none of {} others.",
                                  name, count.slower, count.judged, all.judged - count.judged));
  }
}

void AddClock(const Judgement& judgement, std::vector<std::string>* causes) {
  std::vector<double> clocks;
  for (const JudgedPoint& point : judgement.points) {
    if (HasRatio(point)) clocks.push_back(point.clock_log_ratio);
  }
  const double clock = Median(std::move(clocks)).value_or(0);
  if (std::abs(clock) < kClockWorthSaying) return;
  causes->push_back(fmt::format("Over all cases the {}.", ClockCause(clock)));
}

// The best of a side's ceilings of that name.
double BestOf(const std::vector<const Run*>& runs, std::string_view name) {
  double best = 0;
  for (const Run* run : runs) best = std::max(best, BestCeiling(*run, name).value_or(0));
  return best;
}

void AddCeilings(const std::vector<const Run*>& baseline, const std::vector<const Run*>& candidate,
                 std::vector<std::string>* causes) {
  std::map<std::string, bool> names;
  for (const Ceiling& ceiling : candidate.front()->ceilings) names[ceiling.name] = true;
  for (const auto& [name, found] : names) {
    const double before = BestOf(baseline, name);
    const double after = BestOf(candidate, name);
    if (!(before > 0) || !(after > 0)) continue;
    const double log_ratio = std::log(after / before);
    if (std::abs(log_ratio) < kCeilingWorthSaying) continue;
    causes->push_back(fmt::format("The machine's ceiling `{}` moved by {}: not our code.", name,
                                  FormatChange(log_ratio)));
  }
}

}  // namespace

CaseCauses::CaseCauses(const std::vector<const Run*>& baseline,
                       const std::vector<const Run*>& candidate) {
  const auto fill = [](const std::vector<const Run*>& runs, Index* index) {
    if (runs.empty()) return;
    for (const Measurement& m : runs.front()->measurements) index->emplace(CaseKey(m.labels), &m);
  };
  fill(baseline, &baseline_);
  fill(candidate, &candidate_);
}

std::string CaseCauses::Describe(const JudgedPoint& point) const {
  const auto before = baseline_.find(CaseKey(point.labels));
  const auto after = candidate_.find(CaseKey(point.labels));
  if (before == baseline_.end() || after == candidate_.end()) return "";
  std::string text = LaunchCause(*before->second, *after->second);
  if (point.reason == Reason::kClock && point.clock_log_ratio != 0) {
    text += (text.empty() ? "" : "; ") + ClockCause(point.clock_log_ratio);
  }
  return text;
}

std::vector<EnvironmentDifference> FindDifferences(const std::vector<const Run*>& baseline,
                                                   const std::vector<const Run*>& candidate) {
  std::vector<EnvironmentDifference> differences;
  if (baseline.empty()) return differences;
  const Labels& before = baseline.front()->environment.soft;
  const Labels& after = candidate.front()->environment.soft;
  Labels names = before;
  for (const auto& [name, value] : after.pairs()) names.Set(name, value);
  for (const auto& [name, value] : names.pairs()) {
    if (std::find(kNoCauses.begin(), kNoCauses.end(), name) != kNoCauses.end()) continue;
    if (before.Get(name) == after.Get(name)) continue;
    differences.push_back({name, before.Get(name), after.Get(name)});
  }
  return differences;
}

std::vector<std::string> FindRunCauses(const Judgement& judgement,
                                       const std::vector<const Run*>& baseline,
                                       const std::vector<const Run*>& candidate) {
  std::vector<std::string> causes;
  if (baseline.empty()) return causes;
  AddPattern(judgement, &causes);
  AddClock(judgement, &causes);
  AddCeilings(baseline, candidate, &causes);
  return causes;
}

}  // namespace attnwatch
