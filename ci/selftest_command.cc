// SPDX-License-Identifier: Apache-2.0
//
// attnwatch selftest --bundle BUNDLE [--gates=2] [--each=5] ...
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <ostream>

#include "ci/bundle.h"
#include "ci/child_process.h"
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

const std::vector<double> kSizes = {0.01, 0.015, 0.02, 0.03, 0.05};

struct SelfTestArguments {
  GateSetup setup;
  std::string bundle, out;
  std::vector<double> sizes = kSizes;
  int gates = 2;
  size_t each = 5;
  uint64_t seed = 1;
};

bool ParseSelfTestArguments(const Arguments& arguments, std::ostream& out,
                            SelfTestArguments* parsed) {
  CLI::App app(
      "Tests the gate on this machine: the first gate compares a build with itself, the others "
      "with "
      "itself and slowdowns planted in randomly chosen cases.",
      "attnwatch selftest");
  app.add_option("--bundle", parsed->bundle, "runner bundle: a folder or the .tar.gz")->required();
  parsed->setup.budget_seconds = 240;
  AddGateFlags(&app, &parsed->setup);
  app.add_option("--gates", parsed->gates, "gates to run; the first has nothing planted")
      ->capture_default_str();
  app.add_option("--sizes", parsed->sizes, "slowdowns to plant, as ratios")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--each", parsed->each, "cases of each size in a gate")->capture_default_str();
  app.add_option("--seed", parsed->seed, "of the choice of cases")->capture_default_str();
  app.add_option("--out", parsed->out, "folder for all runs (default: a new one)");
  return ParseArguments(&app, arguments, out);
}

// The names of the cases that the build can measure here.
std::vector<std::string> ListCases(const GateOptions& options, const fs::path& work) {
  const std::string log = (work / "cases.txt").string();
  std::vector<std::string> command = {(fs::path(options.base) / "bin/attention_score").string()};
  command.insert(command.end(), options.flags.begin(), options.flags.end());
  command.emplace_back("--list");
  const ChildExit exit = RunChild(command, log);
  if (!exit.exited_with(0))
    throw Error("attention_score --list: " + exit.Describe() + ", see " + log);
  std::vector<std::string> names;
  std::ifstream file(log);
  for (std::string line; std::getline(file, line);) {
    if (line.find(' ') == std::string::npos) names.push_back(line);
  }
  return names;
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
  options.base = options.head = OpenBundle(parsed.bundle, work / "bundle");
  const std::vector<std::string> names = ListCases(options, work);
  const GateLock lock(parsed.setup.lock_name(), 600, err);
  bool clean = true;
  for (int gate = 0; gate < parsed.gates; ++gate) {
    const auto plantings = gate == 0
                               ? std::vector<Planting>{}
                               : ChoosePlantings(names, parsed.sizes, parsed.each,
                                                 parsed.seed * 1000 + static_cast<uint64_t>(gate));
    options.head_flags = PlantFlags(plantings);
    options.work = (work / fmt::format("gate{}", gate)).string();
    const GateOutcome outcome = RunGate(options, err);
    const SelfTestResult result = CountFindings(plantings, outcome.judgement);
    out << fmt::format("gate {}: {} processes, {:.0f} s, {} shift(s)\n{}", gate,
                       outcome.runs.size(), outcome.seconds, outcome.judgement.shifts.size(),
                       FormatSelfTest(result));
    for (const std::string& note : outcome.notes) out << "  " << note << '\n';
    out << std::flush;
    clean = clean && result.false_alarms == 0;
  }
  return clean ? kExitPass : kExitRegression;
}

}  // namespace attnwatch
