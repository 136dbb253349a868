// SPDX-License-Identifier: Apache-2.0
//
// PowerStudy: what the judge finds and what it calls by mistake, on thousands of sessions, beside
// the rules that people use. The judging code is the gate's own.
//
//   PowerInput input{&runs, &noise};
//   for (const PowerRow& row : StudyPower(input, options)) Print(row.scenario, row.rule, ...);
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compare/noise.h"
#include "compare/policy.h"
#include "compare/power/simulated_session.h"
#include "results/run.h"

namespace attnwatch {

// What is planted in a scenario besides nothing.
enum class Planted { kSingles, kClass, kGlobal };

struct SizePower {
  double fraction = 0;   // planted: 0.02 is 2 %
  size_t planted = 0;    // cases
  size_t regressed = 0;  // called slower; by us: `regressed`, which fails
  size_t minor = 0;      // by us: surely slower, by less than the tolerance
};

struct PowerRow {
  std::string scenario;
  std::string rule;
  size_t clean_sessions = 0;
  size_t clean_alarms = 0;      // cases called slower, over all clean sessions
  size_t clean_with_alarm = 0;  // clean sessions with any
  size_t clean_shifts = 0;      // classes and wholes called shifted in them; ours only
  size_t planted_sessions = 0;
  size_t bystander_alarms = 0;  // cases without a planting called slower in planted sessions
  size_t named = 0;             // planted sessions whose class or whole was named; ours only
  std::vector<SizePower> sizes;
  double clean_seconds = 0;    // of the device, a clean session, mean
  double planted_seconds = 0;  // a planted one
};

struct PowerOptions {
  size_t sessions = 200;  // clean ones, and as many planted ones, of every scenario
  size_t screen_pairs = 1;
  int rounds = 2;  // judged, a process
  uint64_t seed = 1;
  Policy policy;
};

struct PowerInput {
  std::vector<const Run*> runs;  // of identical code, in the order measured: replayed
  const NoiseRecord* noise = nullptr;
};

// The first row of a scenario is ours, the others are of PeerRules. Throws Error where there are
// too few runs to replay.
std::vector<PowerRow> StudyPower(const PowerInput& input, const PowerOptions& options,
                                 const std::function<void(const std::string&)>& progress);

// The one-sided 95 % upper bound (Clopper and Pearson) on the share of clean sessions with an
// alarm.
double AnyAlarmUpperBound(const PowerRow& row);

}  // namespace attnwatch
