// SPDX-License-Identifier: Apache-2.0
#include "ci/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ostream>

#include "ci/no_answer.h"
#include "results/build_info.h"
#include "results/error.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

void PrintHelp(std::ostream& out) {
  out << "Usage: attnwatch <command> [arguments]\n\n"
         "Reads what //benchmarks:attention_score measured.\n\nCommands:\n";
  for (const Command& command : Commands()) {
    out << "  " << command.name << "   " << command.summary << '\n';
  }
  out << "\nattnwatch <command> --help says more; attnwatch --version says which commit this is.\n";
}

void PrintVersion(std::ostream& out) {
  out << "attnwatch " << BuildCommit() << (BuildDirty() ? " (dirty)" : "") << '\n';
}

int Dispatch(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  if (arguments.empty()) throw Error("no command; see attnwatch --help");
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h") {
    PrintHelp(out);
    return kExitPass;
  }
  if (name == "--version") {
    PrintVersion(out);
    return kExitPass;
  }
  for (const Command& command : Commands()) {
    if (command.name == name)
      return command.run({arguments.begin() + 1, arguments.end()}, out, err);
  }
  throw Error("unknown command \"" + name + "\"; see attnwatch --help");
}

}  // namespace

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = {
      {"aa", "say how noisy a device is, from runs of identical code", RunAaCommand},
      {"accept", "make runs a baseline, with a reason", RunAcceptCommand},
      {"bisect", "find the commit that made cases slower, by building and gating",
       RunBisectCommand},
      {"compare", "judge runs against a baseline", RunCompareCommand},
      {"export", "give runs and their verdicts to Prometheus", RunExportCommand},
      {"figure", "draw a run as the figure, with its table and its claims", RunFigureCommand},
      {"list", "list the baselines: age, coverage, reasons, change", RunListCommand},
      {"gate", "compare two builds on this machine", RunGateCommand},
      {"history", "index the nightly runs; list, show and export them", RunHistoryCommand},
      {"merge", "join the shards of a grid into one run", RunMergeCommand},
      {"pin", "pin the fastest of cuBLASLt's algorithms for each problem", RunPinCommand},
      {"policy", "check a policy file, or say what it means", RunPolicyCommand},
      {"selftest", "test the gate here, with planted slowdowns", RunSelftestCommand},
      {"trend", "say what changed over the nights, and since when", RunTrendCommand},
  };
  return commands;
}

int RunAttnwatch(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  try {
    return Dispatch(arguments, out, err);
  } catch (const NoAnswer& error) {
    err << "attnwatch: " << OneLine(error.what()) << '\n';
    return kExitNoAnswer;
  } catch (const std::exception& error) {
    err << "attnwatch: " << OneLine(error.what()) << '\n';
    return kExitUsage;
  }
}

bool ParseArguments(CLI::App* app, const Arguments& arguments, std::ostream& out) {
  try {
    // CLI11 takes them from the back.
    app->parse(Arguments(arguments.rbegin(), arguments.rend()));
    return true;
  } catch (const CLI::CallForHelp&) {
    out << app->help();
    return false;
  } catch (const CLI::ParseError& error) {
    throw Error(std::string(error.what()) + "; see " + app->get_name() + " --help");
  }
}

}  // namespace attnwatch
