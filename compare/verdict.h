// SPDX-License-Identifier: Apache-2.0
//
// JudgedPoint and Shift: what a comparison of two builds says about one case, and about a class of
// cases or all of them. Differences are of natural logarithms of times, candidate less baseline:
// std::expm1(log_ratio) is the slowdown as a ratio.
//
//   for (const JudgedPoint& point : judgement.points) {
//     Print(point.labels.Name(), VerdictName(point.verdict), ReasonText(point.reason));
//   }
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "compare/case_table.h"
#include "compare/noise.h"

namespace attnwatch {

enum class Verdict {
  kRegressed,     // surely slower than the margin, and by the tolerance at least
  kMinor,         // surely slower than the margin, by less than the tolerance
  kImproved,      // surely faster than the margin
  kEquivalent,    // surely not slower by the tolerance
  kInconclusive,  // neither
  kUnconfirmed,   // suspected; fresh processes have not answered yet
  kInvalid,       // measured, but not to be believed
  kIncorrect,     // the candidate computes wrong scores
  kMissing,       // the baseline has it, the candidate does not
  kFailed,        // the candidate failed to run it
  kNotRun,        // no time was left for it
  kNew,           // the candidate has it, the baseline has no usable one
  kTolerated,     // an accepted override
};

enum class Reason {
  kWithinTolerance,
  kSlower,       // at equal clocks
  kClock,        // the candidate's clock differs in every pair: an effect of its code
  kFaster,       // at equal clocks
  kNoise,        // the interval is wider than the tolerance allows
  kTwoStates,    // a two-state case moved by less than its states may explain
  kSuspect,      // waits for fresh processes
  kOverLimit,    // more suspects than are confirmed
  kNotRepeated,  // fresh processes do not show it
  kNotInCandidate,
  kNotInBaseline,
  kBaselineUnusable,  // failed, incorrect or unsupported there
  kStatus,            // the status of a measurement; its own reason is in `detail`
};

// "regressed", ..., "not_run", "new", "tolerated".
std::string_view VerdictName(Verdict verdict);
// Codes: "within_tolerance", "slower", "clock", ...
std::string_view ReasonName(Reason reason);
// Half a sentence for people.
std::string_view ReasonText(Reason reason);

enum class Stage { kScreen, kConfirm };

struct JudgedPoint {
  Labels labels;
  CaseGroup group;
  Verdict verdict = Verdict::kInconclusive;
  Reason reason = Reason::kNoise;
  std::string detail;  // more about the reason; may be empty
  Stage stage = Stage::kScreen;

  // Where both sides were measured; infinite where too little is known to tell.
  Basis basis = Basis::kAdjusted;
  size_t pairs = 0;
  double log_ratio = 0;
  double low = 0, high = 0;  // two-sided interval of policy.confidence
  double p_value = 1;        // of being no slower (no faster) than the margin
  // The smallest slowdown that this comparison finds with probability policy.confidence.
  double minimum_detectable_log_ratio = std::numeric_limits<double>::infinity();

  double clock_log_ratio = 0;  // 0 without clocks
  double elasticity = 0;
  double baseline_seconds = 0;  // medians as measured, geometric mean over the processes
  double candidate_seconds = 0;
  bool launches_differ = false;  // other device kernels, launch shapes or algorithm: a cause
};

struct Shift {
  CaseGroup scope;  // kernel and class; "" for all
  Verdict verdict = Verdict::kUnconfirmed;
  Reason reason = Reason::kSuspect;
  Basis basis = Basis::kAdjusted;
  size_t point_count = 0;
  size_t pairs = 0;
  double log_ratio = 0;        // median over the points; of the sample once it is confirmed
  double standard_error = 0;   // of the screened one
  std::vector<Labels> sample;  // on which it is confirmed
};

}  // namespace attnwatch
