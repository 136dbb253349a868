// SPDX-License-Identifier: Apache-2.0
#include "ci/trend_confirm.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "ci/bundle.h"
#include "compare/exit_code.h"
#include "report/units.h"
#include "report/verdict_json.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;
using Alarms = std::vector<TrendSummaryGroup*>;

// What attention_score calls the axes of a grid, and the labels that they make.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kAxes = {{
    {"kernels", "kernel"},
    {"dtype", "dtype"},
    {"layout", "layout"},
    {"batch", "batch"},
    {"heads", "heads"},
    {"seq_len", "seq_len"},
    {"head_dim", "head_dim"},
}};

// A grid that holds the cases of all alarms.
Arguments GridFlags(const Alarms& alarms) {
  Arguments flags = {"--grid=" + alarms.front()->grid};
  for (const auto& [axis, label] : kAxes) {
    std::set<std::string> values;
    for (const TrendSummaryGroup* alarm : alarms) {
      for (const TrendSummaryCase& one : alarm->cases) values.insert(one.labels.Get(label));
    }
    values.erase("");
    std::string list;
    for (const std::string& value : values) list += (list.empty() ? "" : ",") + value;
    if (!list.empty()) flags.push_back("--flag=--" + std::string(axis) + "=" + list);
  }
  return flags;
}

const ReportCase* FindCase(const VerdictReport& verdict, const Labels& labels) {
  const auto found =
      std::find_if(verdict.cases.begin(), verdict.cases.end(),
                   [&](const ReportCase& one) { return one.point.labels == labels; });
  return found == verdict.cases.end() ? nullptr : &*found;
}

bool IsCleared(const ReportCase* judged) {
  if (judged == nullptr) return false;
  const Verdict verdict = judged->point.verdict;
  return verdict == Verdict::kEquivalent || verdict == Verdict::kImproved ||
         verdict == Verdict::kMinor;
}

void Settle(const VerdictReport& verdict, TrendSummaryGroup* alarm) {
  size_t regressed = 0, cleared = 0;
  std::optional<double> worst;
  for (const TrendSummaryCase& one : alarm->cases) {
    const ReportCase* judged = FindCase(verdict, one.labels);
    regressed += judged != nullptr && judged->point.verdict == Verdict::kRegressed ? 1 : 0;
    cleared += IsCleared(judged) ? 1 : 0;
    if (judged != nullptr && HasRatio(judged->point)) {
      worst = std::max(worst.value_or(judged->point.log_ratio), judged->point.log_ratio);
    }
  }
  if (regressed > 0) {
    alarm->confirmation = TrendConfirmation::kConfirmed;
  } else if (cleared == alarm->cases.size()) {
    alarm->confirmation = TrendConfirmation::kNotConfirmed;
  }
  alarm->confirmation_detail = std::to_string(regressed) + " of " +
                               std::to_string(alarm->cases.size()) + " regressed in turns";
  if (worst) alarm->confirmation_detail += ", the worst " + FormatChange(*worst);
}

// "" where it ran.
std::string RunGateOn(const TrendConfirmOptions& options, const GateCommand& gate,
                      const std::string& commit, const Alarms& alarms, std::ostream& err) {
  // It becomes part of a path.
  if (!std::all_of(commit.begin(), commit.end(),
                   [](unsigned char c) { return isxdigit(c) != 0; })) {
    return OneLine(commit, kQuotedBytes) + " is no commit";
  }
  const std::string base = FindBundle(options.bundles, commit);
  if (base.empty()) {
    return "no bundle " + OneLine((fs::path(options.bundles) / (commit + ".tar.gz")).string());
  }
  const fs::path work = options.work / ("confirm-" + commit.substr(0, 8));
  fs::create_directories(work);
  const std::string folder = OpenBundle(base, work / "base");
  if (CommitOfBundle(folder) != commit) {
    return OneLine(base) + " is of commit " + OneLine(CommitOfBundle(folder));
  }
  Arguments arguments = {"--base", folder, "--head", options.head, "--out", work.string()};
  const Arguments grid = GridFlags(alarms);
  arguments.insert(arguments.end(), grid.begin(), grid.end());
  arguments.insert(arguments.end(), options.gate_flags.begin(), options.gate_flags.end());
  fs::remove(work / "verdict.json");
  std::ostringstream text;
  gate(arguments, text, err);
  const VerdictReport verdict = ReadVerdictJson((work / "verdict.json").string());
  for (TrendSummaryGroup* alarm : alarms) Settle(verdict, alarm);
  return "";
}

}  // namespace

void ConfirmTrend(const TrendConfirmOptions& options, const GateCommand& gate,
                  TrendSummary* summary, std::ostream& err) {
  std::map<std::string, Alarms> by_commit;
  for (TrendSummaryGroup& alarm : summary->groups) {
    if (!alarm.is_open || !IsSlowdown(alarm)) continue;
    // Without a command there is no range of commits either.
    if (alarm.confirm.empty()) {
      alarm.confirmation_detail = "no other commit to compare with";
      continue;
    }
    by_commit[alarm.last_good_commit].push_back(&alarm);
  }
  size_t gates = 0;
  for (const auto& [commit, alarms] : by_commit) {
    std::string why_not = "three gates were enough for a night";
    if (gates < kTrendGatesMost) {
      try {
        why_not = RunGateOn(options, gate, commit, alarms, err);
        gates += why_not.empty() ? 1 : 0;
      } catch (const std::exception& error) {
        why_not = OneLine(error.what());
      }
    }
    if (why_not.empty()) continue;
    for (TrendSummaryGroup* alarm : alarms) alarm->confirmation_detail = why_not;
  }
}

ExitCode TrendExitCode(const TrendSummary& summary) {
  ExitCode code = kExitPass;
  for (const TrendSummaryGroup& group : summary.groups) {
    if (!group.is_open || !IsSlowdown(group)) continue;
    if (group.confirmation == TrendConfirmation::kUnconfirmed) {
      code = WorseExitCode(code, kExitNoAnswer);
    } else if (group.confirmation == TrendConfirmation::kConfirmed) {
      code = WorseExitCode(code, kExitRegression);
    }
  }
  return code;
}

}  // namespace attnwatch
