// SPDX-License-Identifier: Apache-2.0
//
// trend_study [--series=1000] [--seed=1] [--no_peers]
#include "compare/power/trend_study.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "results/error.h"

namespace attnwatch {
namespace {

// A cell: share of the series that were called within 60 nights, nights until then.
std::string FormatOutcome(const PlanOutcome& outcome, size_t series) {
  const double share = 100.0 * double(outcome.found) / double(series);
  if (outcome.found == 0) return "0 %";
  return fmt::format("{:.3g} %, {:g} ({:.0f})", share, outcome.median_nights, outcome.late_nights);
}

void Print(const std::vector<TrendStudyRow>& rows, size_t series) {
  std::cout << "| rule | false alarms a series-year | of two-state series | "
               "with 6 new environments a year |";
  for (const NamedPlan& plan : TrendPlans()) std::cout << ' ' << plan.name << " |";
  std::cout << "\n| --- | --- | --- | --- |";
  for (size_t i = 0; i < TrendPlans().size(); ++i) std::cout << " --- |";
  std::cout << '\n';
  for (const TrendStudyRow& row : rows) {
    std::cout << fmt::format("| {} | {:.4f} | {:.2f} | {:.4f} |", row.rule, row.false_alarms,
                             row.false_alarms_two_state, row.false_alarms_environments);
    for (const PlanOutcome& outcome : row.plans) {
      std::cout << ' ' << FormatOutcome(outcome, series) << " |";
    }
    std::cout << '\n';
  }
  std::cout << fmt::format("{}, also faster and noisier: {:.4f} a series-year\n", rows[0].rule,
                           rows[0].false_alarms_all);
}

}  // namespace
}  // namespace attnwatch

int main(int argc, char** argv) {
  CLI::App app(
      "What the trend finds on simulated years: called within 60 nights, median nights "
      "(95 of 100).",
      "trend_study");
  attnwatch::TrendStudyOptions options;
  app.add_option("--series", options.series, "of every plan")
      ->check(CLI::Range(1, 10000000))
      ->capture_default_str();
  app.add_option("--seed", options.seed, "of all lots")->capture_default_str();
  app.add_flag("!--no_peers", options.with_peers, "only attnwatch trend, which takes seconds");
  CLI11_PARSE(app, argc, argv);
  attnwatch::Print(attnwatch::StudyTrend(options), options.series);
  return attnwatch::kExitPass;
}
