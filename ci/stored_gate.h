// SPDX-License-Identifier: Apache-2.0
//
// StoredGate: a gate's head build against the accepted baseline of the device it runs on, and the
// cached bundle of the build that the baseline was measured with.
//
//   StoredGate stored("baselines/data", "out/bundles", policy, today);
//   options.screen_stored = [&](const auto& head) { return stored.Screen(head); };
//   const GateOutcome outcome = RunGate(options, std::cerr);   // may throw BaselineRefused
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "baselines/store.h"
#include "ci/gate.h"
#include "ci/no_answer.h"
#include "ci/policy_json.h"
#include "report/verdict_report.h"

namespace attnwatch {

// The baseline cannot be compared with.
struct BaselineRefused : NoAnswer {
  using NoAnswer::NoAnswer;
};

class StoredGate {
 public:
  struct Options {
    std::string baselines;  // folder of all baselines
    std::string bundles;    // holds <commit>.tar.gz or <commit>/, the cache
    std::string base;       // a bundle that somebody named instead; "" is none
    std::filesystem::path work;
    std::optional<double> tolerance;
    std::string today;
  };

  // `policy` outlives it.
  StoredGate(Options options, const GatePolicy* policy)
      : options_(std::move(options)), policy_(policy) {}

  StoredScreen Screen(const std::vector<const Run*>& head);

  // Of the screening; valid after Screen, while this lives.
  const std::vector<Notice>& notices() const { return notices_; }
  const std::string& comparison() const { return comparison_; }

 private:
  void FindBase(StoredScreen* screen);

  Options options_;
  const GatePolicy* policy_;
  std::optional<Baseline> baseline_;
  std::optional<NoiseRecord> noise_;
  std::vector<Notice> notices_;
  std::string comparison_;
};

}  // namespace attnwatch
