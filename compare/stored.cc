// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "compare/decision.h"
#include "compare/judgement.h"
#include "compare/shift.h"

namespace attnwatch {
namespace {

// What other sessions of identical code differ by is not known: twice the error of this one.
constexpr double kClearErrors = 2;

// What a log ratio must surely exceed to be believed. A single process a side may be off at one of
// its cases: of 133 pairs of H100 processes of identical code, of one board each, three had a case
// 2.2 to 2.9 % slower, each another one. So a single pair must exceed both numbers together.
double LogBelieved(double log_tolerance, size_t pairs, const Policy& policy) {
  const double stored = std::log1p(policy.stored_difference);
  return pairs < 2 ? log_tolerance + stored : std::max(log_tolerance, stored);
}

bool IsClearlyBeyond(const JudgedPoint& point, const Policy& policy) {
  const bool is_explicit =
      policy.tolerance_is_explicit || FindCaseTolerance(policy, point.labels) != nullptr;
  return is_explicit &&
         point.low > LogBelieved(LogTolerance(policy, point.labels), point.pairs, policy);
}

void WeakenPoint(const Policy& policy, Judgement* judgement, JudgedPoint* point) {
  if (point->verdict != Verdict::kRegressed || IsClearlyBeyond(*point, policy)) return;
  point->verdict = Verdict::kUnconfirmed;
  point->reason = Reason::kSuspect;
  judgement->open.push_back(point->labels);
}

void RemoveRepeated(std::vector<Labels>* labels) {
  std::sort(labels->begin(), labels->end());
  labels->erase(std::unique(labels->begin(), labels->end()), labels->end());
}

// Nothing will confirm these here: what they are, were they true.
void ConcludeShift(const Policy& policy, Judgement* judgement, Shift* shift) {
  shift->reason = shift->basis == Basis::kRaw ? Reason::kClock
                  : shift->log_ratio > 0      ? Reason::kSlower
                                              : Reason::kFaster;
  if (shift->log_ratio < LogTolerance(policy)) {
    shift->verdict = shift->log_ratio < 0 ? Verdict::kImproved : Verdict::kMinor;
    return;
  }
  const double least = shift->log_ratio - kClearErrors * shift->standard_error;
  if (policy.tolerance_is_explicit &&
      least > LogBelieved(LogTolerance(policy), shift->pairs, policy)) {
    shift->verdict = Verdict::kRegressed;
    return;
  }
  shift->verdict = Verdict::kUnconfirmed;
  shift->reason = Reason::kSuspect;
  judgement->open.insert(judgement->open.end(), shift->sample.begin(), shift->sample.end());
}

}  // namespace

Judgement JudgeStored(const std::vector<ArmRun>& runs, const Policy& policy,
                      const NoiseRecord* noise) {
  Judgement judgement = JudgeOnce(runs, policy, noise);
  for (JudgedPoint& point : judgement.points) WeakenPoint(policy, &judgement, &point);
  judgement.shifts = ScreenShifts(BuildArmTable(runs), policy, noise);
  for (Shift& shift : judgement.shifts) ConcludeShift(policy, &judgement, &shift);
  RemoveRepeated(&judgement.open);
  if (!judgement.open.empty()) judgement.pairs_wanted = policy.looks.front().pairs;
  return judgement;
}

}  // namespace attnwatch
