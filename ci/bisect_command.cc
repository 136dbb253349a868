// SPDX-License-Identifier: Apache-2.0
//
// attnwatch bisect --good A --bad B --case PATTERN [--grid GRID] [--out DIR] ...
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <ostream>

#include "ci/bisect_json.h"
#include "ci/bisect_text.h"
#include "ci/bisect_trials.h"
#include "ci/child_process.h"
#include "ci/commands.h"
#include "ci/file_lock.h"
#include "ci/gate_setup.h"
#include "ci/git.h"
#include "ci/policy_json.h"
#include "results/atomic_file.h"
#include "results/case_pattern.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

struct BisectArguments {
  GateSetup setup;
  BisectState wanted;  // what is asked for
  std::vector<std::string> skipped;
  std::string out, policy;
  double wait_seconds = kGateWaitSeconds;
};

bool ParseBisectArguments(const Arguments& arguments, std::ostream& out, BisectArguments* parsed) {
  CLI::App app(
      "Finds the commit that made cases slower: builds commits between a good and a bad one, and "
      "lets each take turns with the good one on this device. What does not build or gives no "
      "answer is skipped. The same command goes on where an earlier one was killed, and repeats "
      "nothing that was finished. Exit codes: 0 bad is not slower than good, 1 the first bad "
      "commit is found, 2 wrong use, or good or bad does not build, 3 no answer (interrupted, bad "
      "is undecided, or skipped commits leave several candidates), 4 bad lacks cases or is "
      "incorrect.",
      "attnwatch bisect");
  app.add_option("--good", parsed->wanted.good, "a commit before it got slower")->required();
  app.add_option("--bad", parsed->wanted.bad, "a commit after that")->required();
  app.add_option("--case", parsed->wanted.pattern,
                 "the cases that got slower, kernel=cublas/head_dim=65")
      ->required();
  app.add_option("--skip", parsed->skipped, "a commit that is not tried; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--build", parsed->wanted.build,
                 "a command that builds the commit in the current folder into the runner bundle "
                 "$BUNDLE (default: Bazel)");
  app.add_option("--out", parsed->out,
                 "folder for builds, gates and bisect.json (default: out/bisect-<good>-<bad>)");
  app.add_option("--wait", parsed->wait_seconds,
                 "seconds that each gate waits for another one on the device")
      ->capture_default_str();
  app.add_option("--policy", parsed->policy,
                 "policy.json of all gates (default: the one that is built in)");
  AddGateFlags(&app, &parsed->setup);
  if (!ParseArguments(&app, arguments, out)) return false;
  parsed->wanted.arguments = FormatGateFlags(parsed->setup);
  if (!parsed->policy.empty()) {
    ReadGatePolicy(parsed->policy);  // what is wrong with it is said now, not by the first gate
    parsed->wanted.arguments.push_back("--policy=" + fs::absolute(parsed->policy).string());
  }
  return true;
}

// Says what cannot be bisected before anything is made.
void Resolve(const GitRepository& repository, BisectArguments* parsed) {
  BisectState& wanted = parsed->wanted;
  const CasePattern is_pattern(wanted.pattern);
  wanted.good = repository.Commit(wanted.good);
  wanted.bad = repository.Commit(wanted.bad);
  if (wanted.good == wanted.bad) throw Error("--good and --bad are one commit");
  if (!repository.IsAncestor(wanted.good, wanted.bad)) {
    throw Error("--good is no ancestor of --bad: " + wanted.good.substr(0, 12) + ", " +
                wanted.bad.substr(0, 12));
  }
  for (std::string& commit : parsed->skipped) {
    commit = repository.Commit(commit);
    if (commit == wanted.good || commit == wanted.bad) throw Error("--skip names an end point");
  }
  if (repository.IsChanged()) {
    throw Error(
        "there are changes that are not committed, which no build would have: commit or "
        "stash them");
  }
  if (!fs::exists(repository.root() + "/ci/build_bundle.sh")) {
    throw Error(repository.root() + ": has no ci/build_bundle.sh: check a newer commit out");
  }
}

// What an earlier call left in the folder, or a new start.
BisectState Continue(const std::string& path, const BisectState& wanted) {
  if (!fs::exists(path)) return wanted;
  BisectState state = ReadBisectJson(path);
  if (state.good != wanted.good || state.bad != wanted.bad || state.pattern != wanted.pattern ||
      state.build != wanted.build || state.arguments != wanted.arguments) {
    throw Error(path + ": is of a bisection with other arguments: choose another --out");
  }
  return state;
}

class Bisection {
 public:
  Bisection(const GitRepository& repository, const BisectArguments& parsed, const fs::path& folder,
            std::ostream& out, std::ostream& err)
      : repository_(repository),
        parsed_(parsed),
        path_((folder / "bisect.json").string()),
        state_(Continue(path_, parsed.wanted)),
        trials_(
            repository.root(), folder, {parsed.setup.budget_seconds, parsed.wait_seconds}, &state_,
            [this] { Save(); }, err),
        folder_(folder),
        out_(out),
        err_(err) {}

  ExitCode Run() {
    Save();
    trials_.BuildGood();
    const ExitCode code = JudgeBad();
    if (code != kExitRegression) return code;
    while (true) {
      const BisectRange range = RangeOf(state_, parsed_.skipped);
      const auto order = repository_.BisectOrder(range.bad, range.good);
      const std::string next = NextCommit(order, range);
      if (next.empty()) return Conclude(order);
      err_ << order.size() << " candidates\n";
      Keep(trials_.Try(next));
    }
  }

 private:
  void Save() const { WriteFileAtomically(path_, FormatBisectJson(state_)); }

  void Keep(const BisectTrial& trial) {
    state_.trials.push_back(trial);
    Save();
    out_ << FormatTrial(repository_, trial) << std::flush;
  }

  // Whether there is anything to find. Without an answer nothing is kept: a larger budget may help.
  ExitCode JudgeBad() {
    const BisectTrial* known = FindTrial(state_, state_.bad);
    if (known == nullptr) {
      const BisectTrial trial = trials_.Try(state_.bad);
      if (trial.outcome == TrialOutcome::kSkipped) {
        out_ << "--bad cannot be judged:\n" << FormatTrial(repository_, trial);
        return trials_.last_code();
      }
      Keep(trial);
      known = &state_.trials.back();
    }
    if (known->outcome == TrialOutcome::kBad) return kExitRegression;
    state_.outcome = BisectOutcome::kNotSlower;
    Save();
    out_ << FormatBisection(repository_, state_, folder_.string());
    return kExitPass;
  }

  ExitCode Conclude(const std::vector<std::string>& candidates) {
    state_.outcome = candidates.size() == 1 ? BisectOutcome::kFound : BisectOutcome::kSeveral;
    state_.candidates = candidates;
    Save();
    out_ << FormatBisection(repository_, state_, folder_.string());
    return candidates.size() == 1 ? kExitRegression : kExitNoAnswer;
  }

  const GitRepository& repository_;
  const BisectArguments& parsed_;
  std::string path_;
  BisectState state_;
  BisectTrials trials_;
  fs::path folder_;
  std::ostream& out_;
  std::ostream& err_;
};

}  // namespace

int RunBisectCommand(const Arguments& arguments, std::ostream& out, std::ostream& err) {
  BisectArguments parsed;
  if (!ParseBisectArguments(arguments, out, &parsed)) return kExitPass;
  const GitRepository repository(".");
  Resolve(repository, &parsed);
  const fs::path folder = parsed.out.empty() ? fs::path(repository.root()) / "out" /
                                                   ("bisect-" + parsed.wanted.good.substr(0, 12) +
                                                    "-" + parsed.wanted.bad.substr(0, 12))
                                             : fs::absolute(parsed.out).lexically_normal();
  fs::create_directories(folder);
  FileLock lock((folder / "lock").string(), FileLock::Children::kDoNotHold);
  if (!lock.Try()) throw Error(folder.string() + ": another bisection works there");
  const HoldSignals hold;
  try {
    return Bisection(repository, parsed, folder, out, err).Run();
  } catch (const BisectInterrupted&) {
    out << "interrupted; the same command goes on: " << folder.string() << '\n';
    return kExitNoAnswer;
  }
}

}  // namespace attnwatch
