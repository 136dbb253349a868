// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/dry_run.h"

#include <fmt/format.h>

#include "benchmarks/ceilings.h"
#include "benchmarks/progress.h"
#include "benchmarks/tensor_pool.h"

namespace attnwatch {
namespace {

double FloorOfAll(const std::vector<AttentionScoreProblem>& problems, Device* device) {
  const auto gemms = CeilingProblems(device->placement(), {kDtypes.begin(), kDtypes.end()});
  const TensorPlan plan = PlanWithCeilings({}, gemms);
  const TensorPool pool(plan, device);
  Run run;
  CeilingMeter meter(gemms, plan, pool, device);
  meter.Measure("start", &run.ceilings);
  double seconds = 0;
  for (const auto& problem : problems) seconds += FloorSeconds(problem, run).value_or(0);
  return seconds;
}

}  // namespace

void PrintDryRun(const std::vector<Case>& cases, int rounds, int launches, Device* device,
                 std::ostream& out) {
  const std::vector<AttentionScoreProblem> problems = SupportedProblems(cases);
  const TensorPlan plan = PlanTensors(problems);
  RequireMemory(plan, *device);
  const double samples = static_cast<double>(rounds + 1) * launches;
  const double floor = FloorOfAll(problems, device) * samples;
  out << fmt::format("cases   {}, of them {} supported here\n", cases.size(), problems.size())
      << fmt::format("memory  {}, {:.2f} GB available\n", plan.Describe(),
                     static_cast<double>(device->AvailableBytes()) / 1e9)
      << fmt::format(
             "time    {} samples a case (a warm-up round and {} rounds of {}): at least {}, "
             "if every kernel ran at its floor\n",
             samples, rounds, launches, FormatDuration(floor));
}

}  // namespace attnwatch
