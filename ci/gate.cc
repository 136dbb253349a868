// SPDX-License-Identifier: Apache-2.0
#include "ci/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <numeric>

#include "ci/child_process.h"
#include "compare/exit_code.h"
#include "results/atomic_file.h"
#include "results/error.h"
#include "results/run_json.h"

namespace attnwatch {
namespace {

namespace fs = std::filesystem;

// What a process costs before it measures: a context, libraries, tensors of gigabytes.
constexpr double kProcessSecondsLeast = 4;

// A process of few cases visits them more often: its start costs more than the visits do.
constexpr double kMeasuringSecondsLeast = 2;
constexpr int kRoundsMost = 8;

// One round of these cases.
double RoundSeconds(const Run& run, const std::vector<Labels>& cases) {
  double seconds = 0;
  for (const Measurement& measurement : run.measurements) {
    const bool wanted = std::find(cases.begin(), cases.end(), measurement.labels) != cases.end();
    if (!wanted || measurement.visits.empty()) continue;
    const std::vector<double>& visit = measurement.visits.back().seconds;
    seconds = std::accumulate(visit.begin(), visit.end(), seconds);
  }
  return seconds;
}

const char* ArmName(Arm arm) { return arm == Arm::kBaseline ? "base" : "head"; }

// The last line that says something.
std::string LastLine(const std::string& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = line;
  }
  return last.empty() ? "no output" : last;
}

// Of all cases, where the number is chosen here.
constexpr int kScreenPairsMost = 4;

class Gate {
 public:
  Gate(const GateOptions& options, std::ostream& progress)
      : options_(options), progress_(progress), base_(options.base), noise_(options.noise) {}

  GateOutcome Run();

 private:
  using Clock = std::chrono::steady_clock;

  double Elapsed() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }
  // Whether there is time for another pair like the last one; says so where there is not.
  bool MayMeasure(double pair_seconds);
  // False where the gate must end: a process was lost, or somebody interrupted it.
  bool MeasurePair(int pair, const std::string& cases, std::vector<ArmRun>* runs);
  bool MeasureArm(Arm arm, int pair, const std::string& cases, std::vector<ArmRun>* runs);
  void Screen();
  void ScreenStored();
  void Confirm();
  int ScreenPairs() const;
  bool HelpsToScreenAgain(int pairs, double pair_seconds) const;
  std::string WriteCases(const std::vector<Labels>& cases);
  int ConfirmRounds(const std::vector<Labels>& cases) const;
  void Note(std::string text) { outcome_.notes.push_back(std::move(text)); }
  // Before the first process of all: the noise of its device, where somebody knows it.
  void FindNoise();
  const NoiseRecord* noise() const { return noise_ ? &*noise_ : nullptr; }
  std::vector<Labels> Cases() const;

  const GateOptions& options_;
  std::ostream& progress_;
  Clock::time_point started_ = Clock::now();
  GateOutcome outcome_;
  std::string base_;
  std::optional<NoiseRecord> noise_;
  bool ended_ = false;
  int confirm_rounds_ = 0;
};

GateOutcome Gate::Run() {
  fs::create_directories(options_.work);
  if (options_.screen_stored) {
    ScreenStored();
  } else {
    Screen();
  }
  if (!ended_) Confirm();
  outcome_.seconds = Elapsed();
  return std::move(outcome_);
}

bool Gate::MayMeasure(double pair_seconds) {
  if (ended_) return false;
  if (Elapsed() + pair_seconds <= options_.budget_seconds) return true;
  Note(fmt::format("the budget of {:g} s was spent: another pair needs {:.0f} s, {:.0f} s are left",
                   options_.budget_seconds, pair_seconds,
                   std::max(0.0, options_.budget_seconds - Elapsed())));
  ended_ = true;
  return false;
}

bool Gate::MeasureArm(Arm arm, int pair, const std::string& cases, std::vector<ArmRun>* runs) {
  const std::string name =
      fmt::format("{}{}-{}", cases.empty() ? "screen" : "confirm", pair, ArmName(arm));
  const std::string run_out = (fs::path(options_.work) / (name + ".json")).string();
  const std::string log = (fs::path(options_.work) / (name + ".log")).string();
  const std::string& bundle = arm == Arm::kBaseline ? base_ : options_.head;
  std::vector<std::string> command = {(fs::path(bundle) / "bin/attention_score").string()};
  command.insert(command.end(), options_.flags.begin(), options_.flags.end());
  if (arm == Arm::kCandidate) {
    command.insert(command.end(), options_.head_flags.begin(), options_.head_flags.end());
  }
  // Both processes of a pair visit the cases in the same order; other pairs in another.
  command.push_back(fmt::format("--seed={}", pair + 1 + (cases.empty() ? 0 : 1000)));
  command.push_back(fmt::format("--rounds={}", cases.empty() ? options_.rounds : confirm_rounds_));
  command.push_back(cases.empty() ? "--settle=2s" : "--settle=1s");
  command.push_back("--run_out=" + run_out);
  const std::string& only = cases.empty() ? options_.cases : cases;
  if (!only.empty()) command.push_back("--cases=" + only);
  if (!options_.replay) fs::remove(run_out);
  progress_ << fmt::format("{:4.0f} s  {}\n", Elapsed(), name) << std::flush;
  const ChildExit exit = options_.replay ? ChildExit{} : RunChild(command, log);
  if (!fs::exists(run_out)) {
    if (options_.replay && !outcome_.runs.empty()) {
      Note(name + " was not recorded");
      return false;
    }
    const std::string why = fmt::format("{} ({}): {}", name, exit.Describe(), LastLine(log));
    if (outcome_.runs.empty()) throw Error(why);
    Note("a process was lost: " + why);
    return false;
  }
  outcome_.runs.push_back(ReadRunJson(run_out));
  runs->push_back({arm, pair, &outcome_.runs.back()});
  if (ChildWasInterrupted()) {
    Note("the gate was interrupted in " + name);
    return false;
  }
  if (!exit.exited_with(kExitPass)) {
    Note(fmt::format("{}: {}: {}", name, exit.Describe(), LastLine(log)));
  }
  return true;
}

// ABBA: what drifts with time falls on both builds alike.
bool Gate::MeasurePair(int pair, const std::string& cases, std::vector<ArmRun>* runs) {
  const Arm first = pair % 2 == 0 ? Arm::kBaseline : Arm::kCandidate;
  const Arm second = pair % 2 == 0 ? Arm::kCandidate : Arm::kBaseline;
  const size_t before = runs->size();
  if (MeasureArm(first, pair, cases, runs) && MeasureArm(second, pair, cases, runs)) return true;
  runs->resize(before);  // half a pair compares with nothing
  ended_ = true;
  return false;
}

int Gate::ScreenPairs() const {
  const int automatic = noise_ ? 1 : 2;
  return options_.screen_pairs > 0 ? options_.screen_pairs : automatic;
}

void Gate::FindNoise() {
  if (noise_ || !options_.find_noise || outcome_.runs.empty()) return;
  noise_ = options_.find_noise(outcome_.runs.front().environment);
}

std::vector<Labels> Gate::Cases() const {
  std::vector<Labels> cases;
  for (const Measurement& measurement : outcome_.runs.front().measurements) {
    cases.push_back(measurement.labels);
  }
  return cases;
}

void Gate::Screen() {
  double pair_seconds = 0;
  for (int pair = 0; pair < ScreenPairs() || HelpsToScreenAgain(pair, pair_seconds); ++pair) {
    if (pair > 0 && !MayMeasure(pair_seconds)) break;
    const double begun = Elapsed();
    if (!MeasurePair(pair, "", &outcome_.screened)) break;
    pair_seconds = Elapsed() - begun;
    if (pair == 0) {
      FindNoise();
      outcome_.policy = options_.make_policy(Cases());
    }
    outcome_.judgement = attnwatch::Screen(outcome_.screened, outcome_.policy, noise());
  }
}

// Noisy cases may all be suspects, too many to confirm one by one. Another pair of all cases costs
// less than a gate without an answer, where as much time is left for the suspects.
bool Gate::HelpsToScreenAgain(int pairs, double pair_seconds) const {
  if (ended_ || options_.screen_pairs > 0 || pairs >= kScreenPairsMost) return false;
  if (Elapsed() + 2 * pair_seconds > options_.budget_seconds) return false;
  return HasTooManyUndecided(outcome_.judgement.points, outcome_.policy);
}

void Gate::ScreenStored() {
  std::vector<ArmRun> head;
  const int processes = std::max(1, options_.screen_pairs);
  double seconds = 0;
  for (int process = 0; process < processes && !ended_; ++process) {
    if (process > 0 && !MayMeasure(seconds)) break;
    const double begun = Elapsed();
    ended_ = !MeasureArm(Arm::kCandidate, process, "", &head);
    seconds = Elapsed() - begun;
  }
  if (head.empty()) return;
  FindNoise();
  std::vector<const attnwatch::Run*> runs;
  for (const ArmRun& run : head) runs.push_back(run.run);
  StoredScreen stored = options_.screen_stored(runs);
  outcome_.judgement = std::move(stored.judgement);
  outcome_.policy = std::move(stored.policy);
  outcome_.screened = std::move(stored.screened);
  base_ = stored.base;
  if (outcome_.judgement.open.empty()) return;
  if (base_.empty()) {
    Note(stored.why_no_base);
    ended_ = true;
    return;
  }
  outcome_.policy = options_.make_policy(Cases());  // from here on two builds take turns
}

void Gate::Confirm() {
  double pair_seconds = 2 * kProcessSecondsLeast;
  Judgement& judgement = outcome_.judgement;
  while (!judgement.open.empty()) {
    const std::string cases = WriteCases(judgement.open);
    confirm_rounds_ = ConfirmRounds(judgement.open);
    progress_ << fmt::format("{:4.0f} s  {} case(s) to confirm with {} pairs\n", Elapsed(),
                             judgement.open.size(), judgement.pairs_wanted)
              << std::flush;
    while (outcome_.fresh.size() < 2 * judgement.pairs_wanted) {
      if (!MayMeasure(pair_seconds)) return;
      const double begun = Elapsed();
      const auto pair = static_cast<int>(outcome_.fresh.size() / 2);
      if (!MeasurePair(pair, cases, &outcome_.fresh)) return;
      pair_seconds = Elapsed() - begun;
    }
    judgement =
        attnwatch::Confirm(judgement, outcome_.screened, outcome_.fresh, outcome_.policy, noise());
  }
}

int Gate::ConfirmRounds(const std::vector<Labels>& cases) const {
  const double round = std::max(RoundSeconds(outcome_.runs.front(), cases), 1e-3);
  return std::clamp(static_cast<int>(kMeasuringSecondsLeast / round), options_.rounds, kRoundsMost);
}

std::string Gate::WriteCases(const std::vector<Labels>& cases) {
  std::string names;
  for (const Labels& labels : cases) {
    names += outcome_.runs.front().suite + "/" + labels.Name() + "\n";
  }
  std::string path = (fs::path(options_.work) / "suspects.txt").string();
  WriteFileAtomically(path, names);
  return path;
}

}  // namespace

GateOutcome RunGate(const GateOptions& options, std::ostream& progress) {
  return Gate(options, progress).Run();
}

}  // namespace attnwatch
