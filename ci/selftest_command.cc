// SPDX-License-Identifier: Apache-2.0
//
// attnwatch selftest --bundle BUNDLE [--gates=clean,singles,class,all,heat] [--each=5] ...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <ostream>

#include "ci/bundle.h"
#include "ci/case_list.h"
#include "ci/commands.h"
#include "ci/gate.h"
#include "ci/gate_lock.h"
#include "ci/gate_setup.h"
#include "ci/policy_json.h"
#include "ci/selftest.h"
#include "ci/utc_clock.h"
#include "results/error.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct SelfTestArguments {
  GateSetup setup;
  std::string bundle, out;
  bool replay = false;
  std::string gates = "clean,singles,class,all,heat";
  PlantingOptions plantings{{0.01, 0.015, 0.02, 0.03, 0.05}, 5, 1};
};

bool ParseSelfTestArguments(const Arguments& arguments, std::ostream& out,
                            SelfTestArguments* parsed) {
  CLI::App app(
      "Tests the gate on this machine: gates that compare a build with itself, and with itself "
      "and what is planted in it.",
      "attnwatch selftest");
  auto* bundle =
      app.add_option("--bundle", parsed->bundle, "runner bundle: a folder or the .tar.gz");
  app.add_flag("--replay", parsed->replay,
               "judge the runs of an earlier self test in --out again, and measure nothing")
      ->excludes(bundle);
  parsed->setup.budget_seconds = 240;
  AddGateFlags(&app, &parsed->setup);
  app.add_option("--gates", parsed->gates,
                 "what to try, one gate each, clean:6,heat for more: clean (nothing is planted), "
                 "singles (random cases), class (one class, 3 %), all (all cases, 2 %), heat (a "
                 "case whose clock is lowered)")
      ->capture_default_str();
  app.add_option("--sizes", parsed->plantings.sizes, "slowdowns of single cases, as ratios")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--each", parsed->plantings.each, "single cases of each size in a gate")
      ->capture_default_str();
  app.add_option("--seed", parsed->plantings.seed, "of the choice of cases")->capture_default_str();
  app.add_option("--out", parsed->out, "folder for all runs (default: a new one)");
  if (!ParseArguments(&app, arguments, out)) return false;
  if (parsed->bundle.empty() && !parsed->replay) throw Error("selftest: --bundle is missing");
  return true;
}

}  // namespace

int RunSelftestCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  SelfTestArguments parsed;
  if (!ParseSelfTestArguments(arguments, out, &parsed)) return kExitPass;
  const fs::path work =
      parsed.out.empty() ? fs::path("out") / ("selftest-" + UtcNow()) : fs::path(parsed.out);
  fs::create_directories(work);
  std::vector<Notice> notices;  // overrides of the policy are no matter of a self test
  GateOptions options = MakeGateOptions(parsed.setup, ReadGatePolicy(""), &notices);
  const std::string list = (work / "cases.txt").string();
  options.replay = parsed.replay;
  if (!parsed.replay) {
    options.base = options.head = OpenBundle(parsed.bundle, work / "bundle");
    ListCases(options.base, options.flags, list);
  }
  const std::vector<std::string> names = ReadCaseList(list);
  const GateLock lock(parsed.setup.lock_name(), kGateWaitSeconds, err);
  SelfTestResult total;
  const std::vector<Trial> trials = ParseTrials(parsed.gates);
  for (size_t gate = 0; gate < trials.size(); ++gate) {
    PlantingOptions how = parsed.plantings;
    how.seed = parsed.plantings.seed * 1000 + gate;
    const auto plantings = ChoosePlantings(trials[gate], names, how);
    options.head_flags = PlantFlags(plantings);
    options.work = (work / fmt::format("gate{}-{}", gate, TrialName(trials[gate]))).string();
    const GateOutcome outcome = RunGate(options, err);
    const SelfTestResult result = CountFindings(plantings, outcome.judgement);
    out << fmt::format("gate {}, {}: {} processes, {:.0f} s\n{}", gate, TrialName(trials[gate]),
                       outcome.runs.size(), outcome.seconds, FormatSelfTest(result));
    for (const std::string& note : outcome.notes) out << "  " << note << '\n';
    out << std::flush;
    Add(result, &total);
  }
  total.shifts.clear();
  out << fmt::format("all {} gates:\n{}", trials.size(), FormatSelfTest(total));
  return total.false_alarms == 0 ? kExitPass : kExitRegression;
}

}  // namespace attnwatch
