// SPDX-License-Identifier: Apache-2.0
//
// Session: one process' measurement of all cases. Everything is verified before anything is timed;
// then rounds, each a fresh permutation of all cases; the run is saved after every round.
//
//   Session session(options, cases, device.get(), &progress);
//   session.Measure(&run, [&] { WriteRunJson(run, path); });
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "benchmarks/case.h"
#include "benchmarks/ceilings.h"
#include "benchmarks/device.h"
#include "benchmarks/progress.h"
#include "benchmarks/tensor_pool.h"
#include "results/run.h"

namespace attnwatch {

struct SessionOptions {
  int rounds = 5;    // judged rounds; a warm-up round 0 comes before them
  int launches = 4;  // per visit
  uint64_t seed = 1;
  // The run ends, incomplete, with the visit in which this much time since its start is spent ...
  std::optional<double> budget_seconds = {};
  // ... or with the visit in which this becomes true.
  std::function<bool()> interrupted = {};
};

// Where the time went, in seconds.
struct SessionCost {
  double wall = 0;          // since the session was made
  double device = 0;        // busy with launches: samples, warm-up, ceilings
  double verification = 0;  // launching once and comparing with the reference
};

class Session {
 public:
  // Allocates all tensors. Throws Error where the cases cannot be measured at all (memory).
  Session(const SessionOptions& options, std::vector<Case> cases, Device* device,
          Progress* progress);

  // Fills `run` (measurements in the order of the cases, ceilings, warnings, complete) and calls
  // `save` after every round. A case that throws or is wrong becomes `failed` or `incorrect` and
  // the others go on.
  SessionCost Measure(Run* run, const std::function<void()>& save);

 private:
  void ListCases(Run* run) const;
  void PrepareCases(Run* run);
  void PrepareCase(size_t index, Measurement* measurement);
  Launch VerifiedLaunch(const Case& c, Measurement* measurement);
  double Work(size_t index, const Run& run) const;
  void MeasureRounds(Run* run, const std::function<void()>& save);
  void MeasureRound(int round, Run* run);
  bool Stopped();
  void FinishStopped(Run* run) const;
  void FailCase(size_t index, const std::exception& error, Measurement* measurement);
  void VisitCase(size_t index, int round, int order, Measurement* measurement);
  void MeasureCeilings(const char* at, Run* run);
  double ElapsedSeconds() const;

  SessionOptions options_;
  std::vector<Case> cases_;
  Device* device_;
  Progress* progress_;
  TensorPlan plan_;
  TensorPool pool_;
  CeilingMeter ceilings_;
  std::vector<Launch> launches_;  // by case; empty where the case cannot be measured
  SessionCost cost_;
  std::string stopped_;  // why the run ends early; empty while it goes on
  std::chrono::steady_clock::time_point started_;
};

}  // namespace attnwatch
