// SPDX-License-Identifier: Apache-2.0
//
// Session: a device on which two builds take turns, made up or replayed, so that a judge can be
// tried thousands of times. JudgeSession runs the gate's stages on one.
//
//   SimulatedSession session(machine, plantings, seed);
//   const SessionVerdict verdict = JudgeSession(&session, Policy{}, &noise, 2);
//   Count(verdict.judgement.points, session.seconds());
#pragma once

#include <map>
#include <set>
#include <vector>

#include "compare/judgement.h"
#include "compare/noise.h"
#include "compare/policy.h"
#include "results/run.h"

namespace attnwatch {

// How much slower the candidate is at a case (by CaseKey): log ratios.
using Plantings = std::map<std::vector<Labels::Pair>, double>;

// The keys of some cases, to look for others among them.
using CaseKeys = std::set<std::vector<Labels::Pair>>;
CaseKeys KeysOf(const std::vector<Labels>& cases);

class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  // A fresh process of `arm` over `cases`, or over all where there are none. The run lives as long
  // as the session. At most max_pairs() pairs.
  virtual const Run& Measure(Arm arm, const std::vector<Labels>& cases) = 0;
  virtual size_t max_pairs() const = 0;
  // What all processes so far took on the device.
  virtual double seconds() const = 0;
};

struct SessionVerdict {
  Judgement judgement;
  std::vector<ArmRun> screened;  // what other rules may look at
  double screen_seconds = 0;
  double seconds = 0;
};

// The stages of the gate (ci/gate.h), in ABBA order, until all is decided. Looks that the session
// has too few pairs for are not taken.
SessionVerdict JudgeSession(Session* session, Policy policy, const NoiseRecord* noise,
                            size_t screen_pairs);

}  // namespace attnwatch
