// SPDX-License-Identifier: Apache-2.0
//
// attnwatch gate --base BUNDLE --head BUNDLE [--grid=figure] [--budget=180s] ...
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "ci/bundle.h"
#include "ci/commands.h"
#include "ci/gate.h"
#include "ci/gate_lock.h"
#include "ci/gate_setup.h"
#include "ci/policy_json.h"
#include "ci/utc_clock.h"
#include "ci/verdict_files.h"
#include "compare/exit_code.h"
#include "report/verdict_annotations.h"
#include "report/verdict_report.h"
#include "report/verdict_text.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct GateArguments {
  GateSetup setup;
  std::string base, head, out, policy;
  std::vector<std::string> head_flags;
  double wait_seconds = 600;
  bool github = false;
};

bool ParseGateArguments(const Arguments& arguments, std::ostream& out, GateArguments* parsed) {
  CLI::App app(
      "Compares two builds on one device: processes of both take turns over the whole grid, then "
      "fresh processes confirm what looks slower.",
      "attnwatch gate");
  app.add_option("--base", parsed->base, "runner bundle of the base build: a folder or the .tar.gz")
      ->required();
  app.add_option("--head", parsed->head, "runner bundle of the head build")->required();
  AddGateFlags(&app, &parsed->setup);
  app.add_option("--head_flag", parsed->head_flags,
                 "a flag for the head build alone, --plant=head_dim=64/:2%")
      ->allow_extra_args(false);
  app.add_option("--wait", parsed->wait_seconds, "seconds to wait for another gate on the device")
      ->capture_default_str();
  app.add_option("--policy", parsed->policy, "policy.json (default: the one that is built in)");
  app.add_option("--out", parsed->out, "folder for all runs and the verdict (default: a new one)");
  app.add_flag("--github", parsed->github, "print GitHub annotations as well");
  return ParseArguments(&app, arguments, out);
}

std::vector<const Run*> RunsOf(const GateOutcome& outcome, Arm arm) {
  std::vector<const Run*> runs;
  for (const auto* stage : {&outcome.screened, &outcome.fresh}) {
    for (const ArmRun& run : *stage) {
      if (run.arm == arm) runs.push_back(run.run);
    }
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
  options.base = OpenBundle(parsed.base, work / "base");
  options.head = OpenBundle(parsed.head, work / "head");
  options.work = work.string();
  options.head_flags = parsed.head_flags;
  const GateLock lock(parsed.setup.lock_name(), parsed.wait_seconds, err);
  const GateOutcome outcome = RunGate(options, err);
  for (const std::string& note : outcome.notes) notices.push_back({Severity::kWarning, note});

  VerdictInput input;
  input.judgement = &outcome.judgement;
  input.policy = &outcome.policy;
  input.baseline = RunsOf(outcome, Arm::kBaseline);
  input.candidate = RunsOf(outcome, Arm::kCandidate);
  input.comparison = "two builds taking turns on one device";
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
