// SPDX-License-Identifier: Apache-2.0
//
// attnwatch accept RUN... --reason "..." [--cases PATTERN] [--name NAME] [--dir DIR] [--dry_run]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <ostream>

#include "baselines/acceptance.h"
#include "ci/baseline_folder.h"
#include "ci/commands.h"
#include "ci/stored_comparison.h"
#include "ci/utc_clock.h"
#include "compare/case_table.h"
#include "report/units.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

struct AcceptArguments {
  std::vector<std::string> runs;
  std::string name;
  std::string dir = DefaultBaselineFolder();
  AcceptRequest request;
  bool dry_run = false;
};

// False where only help was wanted.
bool ParseAcceptArguments(const Arguments& arguments, std::ostream& out, AcceptArguments* parsed) {
  CLI::App app(
      "Makes runs of one clean commit the baseline of their device and grid, or moves part of it. "
      "Prints what that changes; commit the files to make it so.",
      "attnwatch accept");
  app.add_option("runs", parsed->runs, "run.json of one build on one board, a process each")
      ->required();
  app.add_option("--reason", parsed->request.reason, "why these are right, for whoever asks later")
      ->required();
  app.add_option("--cases", parsed->request.cases,
                 "move these only, such as kernel=cublas*/head_dim=64");
  app.add_option("--name", parsed->name, "name of the baseline (default: the grid's)");
  app.add_option("--dir", parsed->dir,
                 "where baselines are (baselines/data here, else the bundle's)");
  app.add_flag("--allow_missing", parsed->request.allow_missing,
               "drop cases of the baseline that the runs lack");
  app.add_flag("--dry_run", parsed->dry_run, "print what would change, write nothing");
  return ParseArguments(&app, arguments, out);
}

std::string FolderOf(const AcceptArguments& arguments, const Run& run) {
  const std::string name = arguments.name.empty() ? run.grid : arguments.name;
  for (const std::string& part : {name, run.environment.device_key}) {
    if (part.find('/') != std::string::npos || part[0] == '.') {
      throw Error("`" + OneLine(part, kQuotedBytes) + "` cannot be the name of a folder");
    }
  }
  return (std::filesystem::path(arguments.dir) / run.environment.device_key / name).string();
}

// The new runs judged against the old ones; nothing where they cannot be compared, of which Accept
// says why.
std::optional<Judgement> JudgeChange(const Baseline* old, const std::vector<Run>& runs) {
  if (old == nullptr) return std::nullopt;
  const GatePolicy policy = ReadGatePolicy("");
  StoredRequest request;
  for (const Run& run : old->runs) request.baseline.push_back(&run);
  for (const Run& run : runs) request.candidate.push_back(&run);
  request.policy = &policy;
  request.today = UtcToday();
  if (WhyRefused(request)) return std::nullopt;
  return JudgeAgainstStored(request).judgement;
}

const JudgedPoint* FindPoint(const std::optional<Judgement>& judgement, const Labels& labels) {
  if (!judgement) return nullptr;
  for (const JudgedPoint& point : judgement->points) {
    if (point.labels == labels) return &point;
  }
  return nullptr;
}

CaseChanges ChangesOf(const std::optional<Judgement>& judgement) {
  CaseChanges changes;
  if (!judgement) return changes;
  for (const JudgedPoint& point : judgement->points) {
    if (HasRatio(point)) changes[CaseKey(point.labels)] = point.log_ratio;
  }
  return changes;
}

std::string FormatCase(const AcceptedCase& accepted, const JudgedPoint* point) {
  const bool has_ratio = point != nullptr && HasRatio(*point);
  return fmt::format(
      "  {:>10} {:>10} {:>9} {:>9}  {:<12} {}\n",
      has_ratio ? FormatMs(point->baseline_seconds) : "-", FormatMs(accepted.seconds),
      has_ratio ? FormatChange(point->log_ratio) : "-", FormatChange(accepted.cumulative_log_ratio),
      point == nullptr ? "new" : VerdictName(point->verdict), OneLine(accepted.labels.Name()));
}

std::string FormatDropped(const Baseline* old, const Baseline& accepted) {
  std::string text;
  if (old == nullptr) return text;
  for (const AcceptedCase& before : old->record.cases) {
    const bool stays =
        std::any_of(accepted.record.cases.begin(), accepted.record.cases.end(),
                    [&](const AcceptedCase& after) { return after.labels == before.labels; });
    if (!stays) text += "  dropped: " + OneLine(before.labels.Name()) + "\n";
  }
  return text;
}

std::string FormatChanges(const Baseline* old, const Baseline& accepted,
                          const std::optional<Judgement>& judgement) {
  std::string text = fmt::format("  {:>10} {:>10} {:>9} {:>9}  {:<12} {}\n", "old ms", "new ms",
                                 "change", "since 1st", "verdict", "case");
  for (const AcceptedCase& one : accepted.record.cases) {
    if (one.entry != accepted.record.history.size()) continue;
    text += FormatCase(one, FindPoint(judgement, one.labels));
  }
  text += FormatDropped(old, accepted);
  if (old != nullptr) {
    text += "Changes are at equal clocks where a case follows its clock; times are as measured.\n";
  }
  return text;
}

}  // namespace

int RunAcceptCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  AcceptArguments parsed;
  if (!ParseAcceptArguments(arguments, out, &parsed)) return kExitPass;
  std::vector<Run> runs;
  for (const std::string& path : parsed.runs) runs.push_back(ReadRunJson(path));
  RequireAcceptable(runs);
  const std::string folder = FolderOf(parsed, runs.front());
  std::optional<Baseline> old;
  if (IsBaseline(folder)) old = ReadBaseline(folder);
  const Baseline* before = old ? &*old : nullptr;

  const std::optional<Judgement> judgement = JudgeChange(before, runs);
  parsed.request.accepted_at = UtcNow();
  const Baseline accepted = Accept(before, runs, folder, parsed.request, ChangesOf(judgement));
  const std::string text = FormatChanges(before, accepted, judgement);
  if (!parsed.dry_run) WriteBaseline(accepted);
  if (before != nullptr &&
      accepted.record.history.back().board != before->record.history.back().board) {
    err << "attnwatch accept: another board than before: what boards differ in is in the changes\n";
  }
  out << text << (parsed.dry_run ? "Would write " : "Wrote ") << folder << ": "
      << accepted.record.cases.size() << " cases, " << accepted.runs.size() << " runs\n";
  return kExitPass;
}

}  // namespace attnwatch
