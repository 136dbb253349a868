// SPDX-License-Identifier: Apache-2.0
//
// Session: one process' measurement of all cases. Everything is verified before anything is timed;
// the device settles; then rounds, each a fresh permutation of all cases; the run is saved after
// every round. At the end what the last visits computed is verified, too.
//
//   Session session(options, cases, device.get(), &progress);
//   session.Measure(&run, [&] { WriteRunJson(run, path); });
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/case.h"
#include "benchmarks/case_runner.h"
#include "benchmarks/ceilings.h"
#include "benchmarks/device.h"
#include "benchmarks/plant.h"
#include "benchmarks/progress.h"
#include "benchmarks/tensor_pool.h"
#include "benchmarks/verification.h"
#include "benchmarks/watchdog.h"
#include "results/run.h"

namespace attnwatch {

struct SessionOptions {
  int rounds = 5;    // judged rounds; a warm-up round 0 comes before them
  int launches = 4;  // per visit
  uint64_t seed = 1;
  double settle_seconds = 5;  // at most; 0 does not settle
  double hang_seconds = 60;   // a launch that takes longer has hung
  bool ceilings = true;       // false: no floors, no canaries
  std::vector<Plant> plants;  // slowdowns on purpose; the run is `planted`
  // The run ends, incomplete, with the visit in which this much time since its start is spent ...
  std::optional<double> budget_seconds = {};
  // ... or with the visit in which this becomes true.
  std::function<bool()> interrupted = {};
};

// Where the time went, in seconds.
struct SessionCost {
  double wall = 0;          // since the session was made
  double device = 0;        // busy with launches: samples, warm-up, settling, ceilings
  double verification = 0;  // launching once and comparing with the reference
};

class Session {
 public:
  // Allocates all tensors. Throws Error where the cases cannot be measured at all (memory).
  Session(const SessionOptions& options, std::vector<Case> cases, Device* device,
          Progress* progress);

  // Fills `run` (measurements in the order of the cases, ceilings, warnings, complete) and calls
  // `save` after every round. A case that throws or is wrong becomes `failed` or `incorrect` and
  // the others go on. Where a launch hangs the process ends with kExitMissing, its case `failed`,
  // after saving: nothing can be had back from it.
  SessionCost Measure(Run* run, const std::function<void()>& save);

 private:
  void ListCases(Run* run) const;
  void PrepareCases(Run* run);
  void PrepareCase(size_t index, Measurement* measurement);
  void Settle(Run* run);
  double Work(size_t index, const Run& run) const;
  void MeasureRounds(Run* run, const std::function<void()>& save);
  void MeasureRound(int round, Run* run);
  bool Stopped();
  void FinishStopped(Run* run) const;
  void FailCase(size_t index, const std::exception& error, Measurement* measurement);
  void VisitCase(size_t index, int round, int order, Measurement* measurement);
  void VerifyAgain(Run* run);
  void Finish(Run* run);
  // Runs `work`, which launches the case, under the watchdog; what it throws fails the case.
  void Guarded(size_t index, Measurement* measurement, const std::function<void()>& work);
  [[noreturn]] void EndHung(Run* run, const std::function<void()>& save);
  void MeasureCeilings(const char* at, Run* run);
  double ElapsedSeconds() const;

  SessionOptions options_;
  std::vector<Case> cases_;
  Device* device_;
  Progress* progress_;
  TensorPlan plan_;
  TensorPool pool_;
  CeilingMeter ceilings_;
  ReferenceRows references_;
  std::vector<CaseRunner> runners_;  // by case
  std::unique_ptr<Watchdog> watchdog_;
  size_t launching_ = 0;  // the case that the watchdog watches
  SessionCost cost_;
  std::string stopped_;  // why the run ends early; empty while it goes on
  std::chrono::steady_clock::time_point started_;
};

}  // namespace attnwatch
