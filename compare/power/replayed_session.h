// SPDX-License-Identifier: Apache-2.0
//
// ReplayedSession: real processes of identical code dealt out again as two builds, with slowdowns
// added by arithmetic. Whole processes are dealt, never samples: what differs between processes is
// most of the noise.
//
//   ReplayedSession session(runs, 2, plantings, seed);   // runs in the order measured
//
// Runs that follow each other are a pair; lots say which pairs come first, and coins which of a
// pair is the candidate.
#pragma once

#include <deque>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "compare/power/session.h"

namespace attnwatch {

inline constexpr int kAllRounds = std::numeric_limits<int>::max();

class ReplayedSession : public Session {
 public:
  // Of four runs or more, which must outlive the session. `rounds` of each run's judged visits are
  // used, and of their seconds.
  ReplayedSession(const std::vector<const Run*>& runs, int rounds, const Plantings& plantings,
                  uint64_t seed);

  const Run& Measure(Arm arm, const std::vector<Labels>& cases) override;
  size_t max_pairs() const override { return order_.size(); }
  double seconds() const override { return seconds_; }

 private:
  // The pair's run for the arm: `swap` says which is which.
  struct Pair {
    const Run* runs[2];
    bool swap = false;
  };

  std::vector<Pair> order_;
  int rounds_;
  Plantings plantings_;
  std::deque<Run> measured_;  // addresses are stable
  double seconds_ = 0;
};

// What a process spends beside the visits: a context, settling, verification.
double ProcessOverheadSeconds(size_t case_count);

}  // namespace attnwatch
