// SPDX-License-Identifier: Apache-2.0
#include "ci/bisect_trials.h"

#include <fmt/format.h>

#include <fstream>
#include <system_error>
#include <utility>

#include "ci/bundle.h"
#include "ci/case_list.h"
#include "ci/child_process.h"
#include "ci/commands.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

constexpr double kSecondBudget = 3;  // times the first

void RequireGoingOn() {
  if (ChildWasInterrupted()) throw BisectInterrupted();
}

std::string Short(const std::string& commit) { return commit.substr(0, 12); }

// A folder that no gate has used yet: its name below `folder`.
std::string NewGateFolder(const fs::path& folder, const std::string& commit) {
  for (int number = 1;; ++number) {
    const std::string name = fmt::format("gates/{}-{}", Short(commit), number);
    if (fs::create_directories(folder / name)) return name;
  }
}

// The flags of attention_score among the arguments of a gate, as the gate gives them.
std::vector<std::string> MeasuringFlags(const std::vector<std::string>& arguments) {
  std::vector<std::string> flags;
  for (const std::string& argument : arguments) {
    const std::string flag = "--flag=";
    if (argument.rfind("--grid=", 0) == 0 || argument.rfind("--device=", 0) == 0) {
      flags.push_back(argument);
    } else if (argument.rfind(flag, 0) == 0) {
      flags.push_back(argument.substr(flag.size()));
    }
  }
  return flags;
}

}  // namespace

BisectTrials::BisectTrials(std::string root, fs::path folder, GateSeconds seconds,
                           BisectState* state, std::function<void()> save, std::ostream& progress)
    : root_(std::move(root)),
      folder_(std::move(folder)),
      seconds_(seconds),
      state_(state),
      save_(std::move(save)),
      progress_(progress) {
  for (const char* name : {"builds", "gates"}) fs::create_directories(folder_ / name);
  fs::remove_all(folder_ / "unpacked");  // of one that was killed
}

BisectTrials::~BisectTrials() {
  std::error_code ignored;  // what is left over is in the way of nothing
  fs::remove_all(folder_ / "unpacked", ignored);
  try {
    RunChild({root_ + "/ci/build_bundle.sh", "--remove"}, (folder_ / "builds/remove.log").string());
  } catch (const std::exception& error) {
    progress_ << "the build tree is left over: " << error.what() << '\n';
  }
}

fs::path BisectTrials::Archive(const std::string& commit) const {
  return fs::absolute(folder_ / "builds" / (commit + ".tar.gz"));
}

std::string BisectTrials::Build(const std::string& commit) {
  RequireGoingOn();
  if (fs::exists(Archive(commit))) return "";
  progress_ << "build " << Short(commit) << '\n' << std::flush;
  std::vector<std::string> command = {root_ + "/ci/build_bundle.sh", commit,
                                      Archive(commit).string()};
  if (!state_->build.empty()) command.push_back(state_->build);
  const std::string log = (folder_ / "builds" / (commit + ".log")).string();
  const ChildExit exit = RunChild(command, log);
  RequireGoingOn();
  ++state_->builds;
  save_();
  if (exit.exited_with(0)) return "";
  return fmt::format("does not build ({}), see {}", exit.Describe(), log);
}

void BisectTrials::BuildGood() {
  const std::string why = Build(state_->good);
  if (!why.empty()) throw Error("--good: " + Short(state_->good) + " " + why);
  base_ = OpenBundle(Archive(state_->good).string(), folder_ / "unpacked/base");
  const std::string list = (folder_ / "cases.txt").string();
  MatchingCases(ListCases(base_, MeasuringFlags(state_->arguments), list), state_->pattern);
}

ExitCode BisectTrials::RunGate(const std::string& head, double budget_seconds, BisectTrial* trial) {
  RequireGoingOn();
  trial->gate = NewGateFolder(folder_, trial->commit);
  const std::string work = (folder_ / trial->gate).string();
  progress_ << "gate " << Short(trial->commit) << '\n' << std::flush;
  Arguments arguments = {"--base", base_, "--head", head, "--case", state_->pattern, "--out", work};
  arguments.push_back(fmt::format("--budget={:g}", budget_seconds));
  arguments.push_back(fmt::format("--wait={:g}", seconds_.wait));
  arguments.insert(arguments.end(), state_->arguments.begin(), state_->arguments.end());
  std::ofstream log(work + "/gate.log");
  int code = kExitUsage;
  try {
    code = RunGateCommand(arguments, log, log);
  } catch (const Error&) {
    RequireGoingOn();  // it was interrupted while it waited for the device
    throw;
  }
  RequireGoingOn();
  ++state_->gates;
  save_();
  return static_cast<ExitCode>(code);
}

BisectTrial BisectTrials::Try(const std::string& commit) {
  BisectTrial trial;
  trial.commit = commit;
  last_code_ = kExitUsage;
  trial.reason = Build(commit);
  if (!trial.reason.empty()) return trial;
  std::string head;
  try {
    fs::remove_all(folder_ / "unpacked/head");
    head = OpenBundle(Archive(commit).string(), folder_ / "unpacked/head");
  } catch (const Error& error) {
    RequireGoingOn();
    trial.reason = OneLine(error.what());
    return trial;
  }
  last_code_ = RunGate(head, seconds_.budget, &trial);
  if (last_code_ == kExitNoAnswer) {
    last_code_ = RunGate(head, kSecondBudget * seconds_.budget, &trial);
  }
  switch (last_code_) {
    case kExitPass:
      trial.outcome = TrialOutcome::kGood;
      break;
    case kExitRegression:
      trial.outcome = TrialOutcome::kBad;
      break;
    case kExitNoAnswer:
      trial.reason = "two gates gave no answer";
      break;
    case kExitMissing:
      trial.reason = "cases are missing, failed or incorrect";
      break;
    case kExitUsage:
      throw Error("the gate of " + Short(commit) + " failed, see " +
                  (folder_ / trial.gate).string());
  }
  return trial;
}

}  // namespace attnwatch
