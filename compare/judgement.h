// SPDX-License-Identifier: Apache-2.0
//
// A comparison of two builds on one device in stages: screen every case with few pairs of
// processes, then confirm the suspects with fresh ones only. The caller measures:
//
//   Judgement judgement = Screen(pairs, policy, &noise);             // 2 pairs of the whole grid
//   while (!judgement.open.empty()) {
//     Measure(judgement.open, judgement.pairs_wanted, &fresh);       // as many pairs in all
//     judgement = Confirm(judgement, pairs, fresh, policy, &noise);
//   }
//   Report(judgement.points, judgement.shifts);
//
// Pure functions of the runs; whoever stops early is left with verdicts that say `unconfirmed`.
#pragma once

#include <vector>

#include "compare/arms.h"
#include "compare/policy.h"
#include "compare/verdict.h"

namespace attnwatch {

struct Judgement {
  std::vector<JudgedPoint> points;
  std::vector<Shift> shifts;  // suspected ones, then what became of them
  size_t suspect_count = 0;   // what the family-wise error is divided by
  // What to measure next, until there are `pairs_wanted` fresh pairs; empty where all is decided.
  std::vector<Labels> open;
  size_t pairs_wanted = 0;
};

// `noise` may be null: then variances come from the runs at hand, moderated by those of the group.
// Throws Error where the runs are not comparable pairs.
Judgement Screen(const std::vector<ArmRun>& runs, const Policy& policy, const NoiseRecord* noise);

// `fresh` are all fresh pairs so far; the screening runs help to fit elasticities and decide
// nothing. Unchanged where there are fewer fresh pairs than wanted.
Judgement Confirm(const Judgement& so_far, const std::vector<ArmRun>& screened,
                  const std::vector<ArmRun>& fresh, const Policy& policy, const NoiseRecord* noise);

// Every case in one look, as if all were suspects: for two runs that cannot be repeated. Finds
// less than the stages do, at the same family-wise error.
Judgement JudgeOnce(const std::vector<ArmRun>& runs, const Policy& policy,
                    const NoiseRecord* noise);

// The same against a stored baseline, whose processes ran in another session: what differs between
// sessions is in the difference, so that nothing slower is believed. What JudgeOnce calls regressed
// is `unconfirmed`, and open: for the confirming stages, with the baseline's build on this device.
// Only where a person set the tolerance (of the run, or of the case) and the whole interval lies
// beyond it and beyond what sessions may differ by (for a single pair: beyond their sum), it stays
// `regressed`. Shifts of classes are treated alike.
Judgement JudgeStored(const std::vector<ArmRun>& runs, const Policy& policy,
                      const NoiseRecord* noise);

}  // namespace attnwatch
