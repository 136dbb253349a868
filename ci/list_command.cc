// SPDX-License-Identifier: Apache-2.0
//
// attnwatch list [--dir DIR] [--policy FILE]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "baselines/store.h"
#include "ci/baseline_folder.h"
#include "ci/commands.h"
#include "ci/policy_json.h"
#include "ci/stored_comparison.h"
#include "ci/utc_clock.h"
#include "report/text.h"
#include "report/units.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

std::string FormatEnvironment(const Environment& environment) {
  std::string text;
  for (const Labels* labels : {&environment.hard, &environment.soft}) {
    for (const auto& [name, value] : labels->pairs()) {
      if (!value.empty()) text += (text.empty() ? "" : ", ") + name + " " + value;
    }
  }
  return WrapText(OneLine(text), 4);
}

std::string FormatHistory(const AcceptRecord& record) {
  std::string text;
  for (const Acceptance& one : record.history) {
    text +=
        WrapText(OneLine(fmt::format("{} {} ({} cases{}): {}", one.accepted_at.substr(0, 10),
                                     one.commit.substr(0, 12), one.case_count,
                                     one.cases == kAllCases ? "" : ", " + one.cases, one.reason)),
                 4);
  }
  return text;
}

// Of the most changed case in either direction; nothing before a second acceptance.
std::string FormatCumulative(const AcceptRecord& record) {
  if (record.history.size() < 2) return "    first accepted: nothing has moved since\n";
  const auto less = [](const AcceptedCase& a, const AcceptedCase& b) {
    return a.cumulative_log_ratio < b.cumulative_log_ratio;
  };
  const auto [fastest, slowest] =
      std::minmax_element(record.cases.begin(), record.cases.end(), less);
  return WrapText(
      OneLine(fmt::format("since first accepted: {} at {}, {} at {}",
                          FormatChange(slowest->cumulative_log_ratio), slowest->labels.Name(),
                          FormatChange(fastest->cumulative_log_ratio), fastest->labels.Name())),
      4);
}

std::string FormatOverrides(const AcceptRecord& record) {
  std::string text;
  for (const AcceptedCase& one : record.cases) {
    if (!one.tolerance) continue;
    text += WrapText(OneLine(fmt::format("tolerance {} for {}: {}", FormatPercent(*one.tolerance),
                                         one.labels.Name(), one.tolerance_reason)),
                     4);
  }
  return text;
}

std::string_view Freshness(int64_t days, const GatePolicy& policy) {
  if (days > policy.refused_after_days) return "  REFUSED: too old";
  return days > policy.stale_after_days ? "  STALE" : "";
}

std::string FormatBaseline(const Baseline& baseline, int64_t days, const GatePolicy& policy) {
  const Run& run = baseline.runs.front();
  size_t unsupported = 0;
  for (const Measurement& m : run.measurements) unsupported += m.status == Status::kUnsupported;
  std::string text = OneLine(fmt::format(
      "{}/{}: grid {}, {} cases{}, {} run{}, {} day{} old{}", run.environment.device_key,
      baseline.name, run.grid, baseline.record.cases.size(),
      unsupported == 0 ? "" : fmt::format(" ({} unsupported)", unsupported), baseline.runs.size(),
      baseline.runs.size() == 1 ? "" : "s", days, days == 1 ? "" : "s", Freshness(days, policy)));
  return text + "\n" + FormatHistory(baseline.record) + FormatCumulative(baseline.record) +
         FormatOverrides(baseline.record) + FormatEnvironment(run.environment);
}

}  // namespace

int RunListCommand(const Arguments& arguments, std::ostream& out, std::ostream& /*err*/) {
  std::string dir = DefaultBaselineFolder();
  std::string policy_path;
  CLI::App app(
      "Lists the baselines: age, coverage, who accepted what and why, the change since the first "
      "acceptance, the environment. Exit code 3 where one is too old to be compared with.",
      "attnwatch list");
  app.add_option("--dir", dir, "where baselines are (baselines/data here, else the bundle's)");
  app.add_option("--policy", policy_path, "policy.json, for what is stale (default: built in)");
  if (!ParseArguments(&app, arguments, out)) return kExitPass;
  const GatePolicy policy = ReadGatePolicy(policy_path);
  const std::vector<std::string> folders = ListBaselines(dir);
  if (folders.empty()) throw Error(OneLine(dir) + ": there is no baseline here");
  std::string text;
  bool any_refused = false;
  for (const std::string& folder : folders) {
    const Baseline baseline = ReadBaseline(folder);
    const int64_t days = AgeInDays(baseline.record, UtcToday());
    any_refused |= days > policy.refused_after_days;
    text += FormatBaseline(baseline, days, policy);
  }
  out << text;
  return any_refused ? kExitNoAnswer : kExitPass;
}

}  // namespace attnwatch
