// SPDX-License-Identifier: Apache-2.0
//
// The tool `attnwatch <command>`, as functions, so that tests call what users run.
//
//   RunAttnwatch({"figure", "run.json"}, std::cout, std::cerr);   // the exit code of main()
//
// To add a command: <name>_command.cc with its function, a declaration here, a row in commands.cc.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace attnwatch {

// The arguments after the command's name.
using Arguments = std::vector<std::string>;

struct Command {
  std::string_view name;
  std::string_view summary;
  // Throws Error; returns an ExitCode (results/error.h).
  int (*run)(const Arguments& arguments, std::ostream& out, std::ostream& err);
};

// THE TABLE, in the order of --help.
const std::vector<Command>& Commands();

// Finds and runs the command. Whatever it throws becomes one line on `err` and kExitUsage.
int RunAttnwatch(const Arguments& arguments, std::ostream& out, std::ostream& err);

// Parses `arguments` into what the flags of `app` are bound to. False where help was asked for and
// printed to `out`. Throws Error for arguments that the command does not take.
bool ParseArguments(CLI::App* app, const Arguments& arguments, std::ostream& out);

int RunAaCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunAcceptCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunBisectCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunCompareCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunExportCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunFigureCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunGateCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunHistoryCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunSelftestCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunPinCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunListCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunMergeCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunPolicyCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);
int RunTrendCommand(const Arguments& arguments, std::ostream& out, std::ostream& err);

}  // namespace attnwatch
