// SPDX-License-Identifier: Apache-2.0
//
// attnwatch gate --base BUNDLE --head BUNDLE [--grid=figure] [--budget=180] ...
// attnwatch gate --baseline [DIR] --head BUNDLE [--bundles DIR] ...
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "ci/baseline_folder.h"
#include "ci/bundle.h"
#include "ci/case_list.h"
#include "ci/commands.h"
#include "ci/gate.h"
#include "ci/gate_lock.h"
#include "ci/gate_setup.h"
#include "ci/policy_json.h"
#include "ci/stored_gate.h"
#include "ci/tolerances.h"
#include "ci/utc_clock.h"
#include "ci/verdict_files.h"
#include "compare/exit_code.h"
#include "report/verdict_annotations.h"
#include "report/verdict_report.h"
#include "report/verdict_text.h"
#include "results/atomic_file.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct GateArguments {
  GateSetup setup;
  std::string base, head, out, policy, pattern;
  std::string baselines, bundles = "out/bundles";
  bool is_stored = false;
  std::vector<std::string> head_flags;
  double wait_seconds = kGateWaitSeconds;
  bool github = false;
};

bool ParseGateArguments(const Arguments& arguments, std::ostream& out, GateArguments* parsed) {
  CLI::App app(
      "Compares two builds on one device: processes of both take turns over the whole grid, then "
      "fresh processes confirm what looks slower. With --baseline the head build's processes are "
      "held against the accepted runs instead, and what looks slower is confirmed with the build "
      "that those were measured with.",
      "attnwatch gate");
  app.add_option("--base", parsed->base,
                 "runner bundle of the base build: a folder or the .tar.gz");
  auto* baseline_option =
      app.add_option("--baseline", parsed->baselines,
                     "folder of baselines (default: baselines/data here, else the bundle's)")
          ->expected(0, 1);
  app.add_option("--bundles", parsed->bundles,
                 "where <commit>.tar.gz of the baseline's commit is looked for")
      ->capture_default_str();
  app.add_option("--head", parsed->head, "runner bundle of the head build")->required();
  AddGateFlags(&app, &parsed->setup);
  app.add_option("--case", parsed->pattern,
                 "only these cases, head_dim=6?/kernel=cublas; fresh processes confirm all of them")
      ->excludes(baseline_option);
  app.add_option("--head_flag", parsed->head_flags,
                 "a flag for the head build alone, --plant=head_dim=64/:2%")
      ->allow_extra_args(false);
  app.add_option("--wait", parsed->wait_seconds, "seconds to wait for another gate on the device")
      ->capture_default_str();
  app.add_option("--policy", parsed->policy, "policy.json (default: the one that is built in)");
  app.add_option("--out", parsed->out, "folder for all runs and the verdict (default: a new one)");
  app.add_flag("--github", parsed->github, "print GitHub annotations as well");
  if (!ParseArguments(&app, arguments, out)) return false;
  parsed->is_stored = baseline_option->count() > 0;
  if (!parsed->is_stored && parsed->base.empty()) {
    throw Error("gate: --base BUNDLE or --baseline says what the head build is compared with");
  }
  return true;
}

StoredGate::Options MakeStoredOptions(const GateArguments& parsed, const fs::path& work) {
  StoredGate::Options options;
  options.baselines = parsed.baselines.empty() ? DefaultBaselineFolder() : parsed.baselines;
  options.bundles = parsed.bundles;
  options.base = parsed.base;
  options.work = work;
  if (!parsed.setup.tolerance.empty()) options.tolerance = ParseRatio(parsed.setup.tolerance);
  options.today = UtcToday();
  return options;
}

// The base build says which cases there are: one that the head build lacks is `missing`.
void MeasureOnly(const std::string& pattern, const fs::path& work, GateOptions* options) {
  const std::string list = (work / "list.txt").string();
  std::string names;
  for (const std::string& name :
       MatchingCases(ListCases(options->base, options->flags, list), pattern)) {
    names += name + '\n';
  }
  options->cases = (work / "cases.txt").string();
  WriteFileAtomically(options->cases, names);
  options->make_policy = [make = options->make_policy](const std::vector<Labels>& cases) {
    Policy policy = make(cases);
    policy.confirm_all = true;
    return policy;
  };
}

std::vector<const Run*> RunsOf(const GateOutcome& outcome, Arm arm) {
  std::vector<const Run*> runs;
  for (const auto* stage : {&outcome.screened, &outcome.fresh}) {
    for (const ArmRun& run : *stage) {
      if (run.arm == arm) runs.push_back(run.run);
    }
  }
  // Without a baseline there are no pairs, only the head's runs.
  if (runs.empty() && arm == Arm::kCandidate) {
    for (const Run& run : outcome.runs) runs.push_back(&run);
  }
  return runs;
}

}  // namespace

int RunGateCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  GateArguments parsed;
  if (!ParseGateArguments(arguments, out, &parsed)) return kExitPass;
  const fs::path work =
      parsed.out.empty() ? fs::path("out") / ("gate-" + UtcNow()) : fs::path(parsed.out);
  fs::create_directories(work);
  std::vector<Notice> notices;
  const GatePolicy policy = ReadGatePolicy(parsed.policy);
  GateOptions options = MakeGateOptions(parsed.setup, policy, &notices);
  std::optional<StoredGate> stored;
  if (parsed.is_stored) {
    stored.emplace(MakeStoredOptions(parsed, work), &policy);
    options.screen_stored = [&](const auto& head) { return stored->Screen(head); };
  } else {
    options.base = OpenBundle(parsed.base, work / "base");
  }
  options.head = OpenBundle(parsed.head, work / "head");
  if (!parsed.pattern.empty()) MeasureOnly(parsed.pattern, work, &options);
  options.work = work.string();
  options.head_flags = parsed.head_flags;
  const GateLock lock(parsed.setup.lock_name(), parsed.wait_seconds, err);
  GateOutcome outcome;
  try {
    outcome = RunGate(options, err);
  } catch (const BaselineRefused& refused) {
    err << "attnwatch gate: " << refused.what() << "; the head's run is kept in " << work.string()
        << '\n';
    return kExitNoAnswer;
  }
  if (stored) notices.insert(notices.end(), stored->notices().begin(), stored->notices().end());
  for (const std::string& note : outcome.notes) notices.push_back({Severity::kWarning, note});

  VerdictInput input;
  input.judgement = &outcome.judgement;
  input.policy = &outcome.policy;
  input.baseline = RunsOf(outcome, Arm::kBaseline);
  input.candidate = RunsOf(outcome, Arm::kCandidate);
  input.comparison = stored ? stored->comparison() : "two builds taking turns on one device";
  input.notices = notices;
  if (!outcome.notes.empty()) input.exit_code_min = kExitNoAnswer;
  const VerdictReport report = BuildVerdictReport(input);
  out << FormatVerdictText(report, {isatty(STDOUT_FILENO) == 1});
  if (parsed.github) out << FormatVerdictAnnotations(report);
  WriteVerdictFiles(report, input.baseline, input.candidate, work.string());
  out << "\n"
      << outcome.runs.size() << " processes, " << static_cast<int>(outcome.seconds)
      << " s; runs and verdict: " << work.string() << '\n';
  return report.exit_code;
}

}  // namespace attnwatch
