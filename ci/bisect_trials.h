// SPDX-License-Identifier: Apache-2.0
//
// BisectTrials: builds commits and compares them with the good one. Builds and gates take turns in
// one thread: a build beside a measurement would be measured.
//
//   BisectTrials trials(repository.root(), "out/bisect", {180, 600}, &state, save, std::cerr);
//   trials.BuildGood();
//   const BisectTrial trial = trials.Try(commit);
//
// What is built is kept in builds/, every gate in gates/, each in a new folder: a process that
// outlived a killed gate may still write into the old one.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "ci/bisect_search.h"
#include "results/error.h"

namespace attnwatch {

// Somebody ended it. What was finished is kept.
struct BisectInterrupted : std::runtime_error {
  BisectInterrupted() : std::runtime_error("interrupted") {}
};

// Of every gate. They change what it costs, not what it says: another call may have others.
struct GateSeconds {
  double budget;
  double wait;  // for another gate on the device
};

class BisectTrials {
 public:
  // Counts in `state`, which must outlive it, and calls `save` after every build and gate.
  BisectTrials(std::string root, std::filesystem::path folder, GateSeconds seconds,
               BisectState* state, std::function<void()> save, std::ostream& progress);
  // Removes what was unpacked, and the tree of the builds.
  ~BisectTrials();
  BisectTrials(const BisectTrials&) = delete;
  BisectTrials& operator=(const BisectTrials&) = delete;

  // Throws Error where the good commit does not build, or the pattern matches none of its cases.
  void BuildGood();

  // Where a gate has no answer it is asked again, with a larger budget.
  BisectTrial Try(const std::string& commit);

  // Of the last gate; kExitUsage where the last commit did not build.
  ExitCode last_code() const { return last_code_; }

 private:
  // Why there is no bundle; "" where there is one.
  std::string Build(const std::string& commit);
  ExitCode RunGate(const std::string& head, double budget_seconds, BisectTrial* trial);
  std::filesystem::path Archive(const std::string& commit) const;

  std::string root_;
  std::filesystem::path folder_;
  GateSeconds seconds_;
  BisectState* state_;
  std::function<void()> save_;
  std::ostream& progress_;
  std::string base_;
  ExitCode last_code_ = kExitUsage;
};

}  // namespace attnwatch
