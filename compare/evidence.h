// SPDX-License-Identifier: Apache-2.0
//
// Evidence: what the processes of one case say, weighed. The stages of judgement.h share it.
//
// The power trap: a candidate that draws more power lowers its own clock, and adjusting for the
// clock would hide that. Clocks differ between two processes by chance; a difference that repeats
// over the pairs is an effect of the code. Then the case is judged by its times as measured.
//
//   const Evidence evidence = Weigh(point, PriorsOf(priors, row), policy);
#pragma once

#include <map>
#include <optional>

#include "compare/arms.h"
#include "compare/policy.h"
#include "compare/verdict.h"

namespace attnwatch {

// What is known about variances before looking at a case: the noise record, or where there is none
// what the screened cases of its group vary by; of a single pair, how they scatter.
struct Priors {
  const NoiseRecord* noise = nullptr;
  std::map<CaseGroup, VariancePrior> adjusted;
  std::map<CaseGroup, VariancePrior> raw;
  std::map<CaseGroup, VariancePrior> clock;
};

Priors MakePriors(const NoiseRecord* noise, const ArmTable& screened);

struct PointPriors {
  std::optional<VariancePrior> adjusted;
  std::optional<VariancePrior> raw;
  std::optional<VariancePrior> clock;
  const PointNoise* noise = nullptr;  // what the record says of this very case
};

PointPriors PriorsOf(const Priors& priors, const CaseRow& row);

struct Evidence {
  Basis basis = Basis::kAdjusted;
  Effect effect;  // on that basis
  ClockShift clock;
};

// On adjusted times, unless the clock repeats to differ.
Evidence Weigh(const PointArms& point, const PointPriors& priors, const Policy& policy);

// The same where there are too few pairs for a paired test: the clock differs in the same direction
// in every pair, and by more than its known variance explains at significance `clock_alpha`.
Evidence WeighFewPairs(const PointArms& point, const PointPriors& priors, const Policy& policy,
                       double clock_alpha);

// How many ways there are to be called slower: by either basis, where they are two. Each gets its
// part of the probability of a false alarm.
int WayCount(const PointArms& point);

// Copies numbers of the evidence that people read.
void Describe(const PointArms& point, const Evidence& evidence, const Policy& policy,
              JudgedPoint* judged);

// Whether the record calls the case two-state and it moved by no more than that may explain.
bool StatesMayExplain(const Evidence& evidence, const PointPriors& priors, const Policy& policy);

}  // namespace attnwatch
