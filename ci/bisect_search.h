// SPDX-License-Identifier: Apache-2.0
//
// A bisection's memory, from which every step follows anew: whoever reads it goes on where the
// last one was killed.
//
//   BisectRange range = RangeOf(state, skipped);
//   const auto order = repository.BisectOrder(range.bad, range.good);
//   const std::string next = NextCommit(order, range);   // "" where all is said
#pragma once

#include <set>
#include <string>
#include <vector>

namespace attnwatch {

enum class TrialOutcome { kGood, kBad, kSkipped };

// One commit, built and compared with the good one.
struct BisectTrial {
  std::string commit;
  TrialOutcome outcome = TrialOutcome::kSkipped;
  std::string reason;  // why it is skipped
  std::string gate;    // folder of its verdict, below the bisection's; "" where it has none
};

enum class BisectOutcome { kSearching, kFound, kSeveral, kNotSlower };

struct BisectState {
  std::string good, bad;  // the end points, full hashes
  std::string pattern;
  std::string build;                   // the command, "" for Bazel
  std::vector<std::string> arguments;  // of all gates
  int builds = 0;                      // that were spent, those that failed as well
  int gates = 0;
  BisectOutcome outcome = BisectOutcome::kSearching;
  std::vector<std::string> candidates;  // for the first bad commit; one where it is found
  std::vector<BisectTrial> trials;
};

struct BisectRange {
  std::string bad;  // the earliest that is known
  std::vector<std::string> good;
  std::set<std::string> skipped;
};

// `skipped` are those that the user skips.
BisectRange RangeOf(const BisectState& state, const std::vector<std::string>& skipped);

// What to try next of `order` (GitRepository::BisectOrder), the range's own `bad` aside. The more
// of them are skipped, the farther from the best one: neighbours fail alike.
std::string NextCommit(const std::vector<std::string>& order, const BisectRange& range);

const BisectTrial* FindTrial(const BisectState& state, const std::string& commit);

}  // namespace attnwatch
