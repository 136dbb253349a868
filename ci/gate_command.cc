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
#include "ci/noise_record_json.h"
#include "ci/policy_json.h"
#include "ci/tolerances.h"
#include "ci/utc_clock.h"
#include "ci/verdict_files.h"
#include "compare/exit_code.h"
#include "report/verdict_report.h"
#include "report/verdict_text.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct GateArguments {
  std::string base, head, out, policy, noise, tolerance;
  std::string grid = "figure";
  std::string device;
  std::vector<std::string> flags, head_flags;
  double budget_seconds = 180;
  double wait_seconds = 600;
};

bool ParseGateArguments(const Arguments& arguments, std::ostream& out, GateArguments* parsed) {
  CLI::App app(
      "Compares two builds on one device: processes of both take turns over the whole grid, then "
      "fresh processes confirm what looks slower.",
      "attnwatch gate");
  app.add_option("--base", parsed->base, "runner bundle of the base build: a folder or the .tar.gz")
      ->required();
  app.add_option("--head", parsed->head, "runner bundle of the head build")->required();
  app.add_option("--grid", parsed->grid, "what is measured")->capture_default_str();
  app.add_option("--flag", parsed->flags,
                 "another flag for attention_score of both builds, --kernels=flat; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--head_flag", parsed->head_flags,
                 "... of the head build alone, --plant=head_dim=64/:2%")
      ->allow_extra_args(false);
  app.add_option("--device", parsed->device, "cpu, or the number of a GPU");
  app.add_option("--budget", parsed->budget_seconds, "seconds of measuring")->capture_default_str();
  app.add_option("--wait", parsed->wait_seconds, "seconds to wait for another gate on the device")
      ->capture_default_str();
  app.add_option("--tolerance", parsed->tolerance, "a slowdown that fails, 2%");
  app.add_option("--policy", parsed->policy, "policy.json (default: the one that is built in)");
  app.add_option("--noise", parsed->noise, "the device's noise record (attnwatch aa --json)");
  app.add_option("--out", parsed->out, "folder for all runs and the verdict (default: a new one)");
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

GateOptions MakeOptions(const GateArguments& arguments, const fs::path& work,
                        const GatePolicy& policy, std::vector<Notice>* notices) {
  GateOptions options;
  options.base = OpenBundle(arguments.base, work / "base");
  options.head = OpenBundle(arguments.head, work / "head");
  options.work = work.string();
  options.flags = {"--grid=" + arguments.grid};
  if (!arguments.device.empty()) options.flags.push_back("--device=" + arguments.device);
  options.flags.insert(options.flags.end(), arguments.flags.begin(), arguments.flags.end());
  options.head_flags = arguments.head_flags;
  options.budget_seconds = arguments.budget_seconds;
  if (!arguments.noise.empty()) options.noise = ReadNoiseRecord(arguments.noise);
  PolicyRequest request;
  request.kind = ComparisonKind::kAb;
  if (!arguments.tolerance.empty()) request.tolerance = ParseRatio(arguments.tolerance);
  request.today = UtcToday();
  options.make_policy = [=](const std::vector<Labels>& cases) {
    PolicyRequest of_cases = request;
    of_cases.cases = cases;
    return MakePolicy(policy, of_cases, notices);
  };
  return options;
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
  const GateOptions options = MakeOptions(parsed, work, policy, &notices);
  const GateLock lock(parsed.device.empty() ? "0" : parsed.device, parsed.wait_seconds, err);
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
  WriteVerdictFiles(report, input.baseline, input.candidate, work.string());
  out << "\n"
      << outcome.runs.size() << " processes, " << static_cast<int>(outcome.seconds)
      << " s; runs and verdict: " << work.string() << '\n';
  return report.exit_code;
}

}  // namespace attnwatch
