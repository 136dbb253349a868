// SPDX-License-Identifier: Apache-2.0
//
// A candidate judged against stored runs: which tolerance holds, what refuses the comparison, and
// the verdicts.
//
//   if (const auto why = WhyRefused(request)) ...   // no answer: exit code 3
//   const StoredVerdict verdict = JudgeAgainstStored(request);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "baselines/store.h"
#include "ci/tolerances.h"
#include "compare/judgement.h"
#include "report/verdict_report.h"

namespace attnwatch {

struct StoredRequest {
  std::vector<const Run*> baseline;      // none: every case is new
  std::vector<const Run*> candidate;     // one at least
  const AcceptRecord* record = nullptr;  // null for runs that were not accepted
  const GatePolicy* policy = nullptr;
  const NoiseRecord* noise = nullptr;
  std::optional<double> tolerance;  // --tolerance
  std::string today;
};

struct StoredVerdict {
  Judgement judgement;
  Policy policy;
  std::string comparison;  // "a stored baseline of the same board"
  std::vector<Notice> notices;
  ExitCode exit_code_min = kExitPass;
};

// One clause: another machine, an old, planted or incomplete baseline, no case in common.
std::optional<std::string> WhyRefused(const StoredRequest& request);

// One clause: the record is of another device, or of other hard facts.
std::optional<std::string> WhyNoiseUnfit(const NoiseRecord& noise, const Environment& environment);

// The device's noise record at `path`; none where `path` is empty or, with `why_not` set to a
// sentence, where it does not fit.
std::optional<NoiseRecord> ReadFittingNoise(const std::string& path, const Environment& environment,
                                            std::string* why_not);

// What is said where `baselines`, a folder or a name, holds none that the candidate fits.
Notice NoBaselineNotice(const Run& candidate, const std::string& baselines);

std::vector<const Run*> PointersTo(const std::vector<Run>& runs);

// The first runs of both sides, as many as both have.
std::vector<ArmRun> PairUp(const StoredRequest& request);

// Throws Error where the candidates do not belong together, or the noise record is of another
// device.
StoredVerdict JudgeAgainstStored(const StoredRequest& request);

// Days since the baseline's oldest samples in use were measured.
int64_t AgeInDays(const AcceptRecord& record, const std::string& today);

}  // namespace attnwatch
