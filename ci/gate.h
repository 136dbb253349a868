// SPDX-License-Identifier: Apache-2.0
//
// Gate: two builds compared on one device: fresh processes of both, interleaved ABBA, over the
// whole grid; then fresh processes for the suspects alone, until all is decided or the time is up.
// Or the head build screened against stored runs, and the suspects confirmed with the build that
// made those.
//
//   GateOptions options;
//   options.base = "main/attnwatch-runner";  // an unpacked runner bundle
//   options.head = "pull-request/attnwatch-runner";
//   const GateOutcome outcome = RunGate(options, std::cerr);
//   return ExitCodeOf(outcome.judgement);
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "compare/judgement.h"
#include "compare/noise.h"
#include "compare/policy.h"
#include "results/run.h"

namespace attnwatch {

// What stored runs say about the head's, and who may confirm it.
struct StoredScreen {
  Judgement judgement;
  Policy policy;                 // by which it was judged
  std::vector<ArmRun> screened;  // pairs of stored runs and the head's
  std::string base;              // folder of the build that made the stored runs; "" is none
  std::string why_no_base;       // what a reader must know where there is none
};

struct GateOptions {
  std::string base;  // folders that hold bin/attention_score
  std::string head;
  // Instead of `base`: judges the head's processes of the whole grid against stored runs.
  std::function<StoredScreen(const std::vector<const Run*>& head)> screen_stored;
  std::string work;     // folder for the processes' runs and logs; made where it is missing
  bool replay = false;  // judge the runs that an earlier gate left there, measure nothing
  std::vector<std::string> flags;       // of attention_score: --grid=figure, --kernels=...
  std::vector<std::string> head_flags;  // of the head build only: what a self test plants
  std::string cases;  // path of a list of the only cases to measure; "" is the whole grid
  double budget_seconds = 180;
  int screen_pairs = 0;  // 0: one where `noise` is known, else two; more where many are undecided
  int rounds = 2;        // judged, a process; fewer cases are visited more often
  // Called once, with the cases that the first process names.
  std::function<Policy(const std::vector<Labels>&)> make_policy;
  std::optional<NoiseRecord> noise;
  // Called once where there is no `noise`, with the environment of the first process.
  std::function<std::optional<NoiseRecord>(const Environment&)> find_noise;
};

struct GateOutcome {
  Judgement judgement;
  Policy policy;         // by which it was judged
  std::deque<Run> runs;  // every process, in the order measured; addresses are stable
  std::vector<ArmRun> screened;
  std::vector<ArmRun> fresh;
  double seconds = 0;              // wall time of all processes
  std::vector<std::string> notes;  // what a reader of the verdict must know: one line each
};

// Throws Error where a build measures nothing at all. Where the time is up, a process is lost or
// somebody interrupts it, the outcome says so and its open cases stay `unconfirmed`.
GateOutcome RunGate(const GateOptions& options, std::ostream& progress);

}  // namespace attnwatch
