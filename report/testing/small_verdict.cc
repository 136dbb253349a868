// SPDX-License-Identifier: Apache-2.0
#include "report/testing/small_verdict.h"

#include <cmath>

namespace attnwatch {
namespace {

Measurement MakeMeasurement(int64_t head_dim, double seconds, const std::string& kernel) {
  Measurement m;
  m.labels = {{"kernel", "cublas"},
              {"head_dim", std::to_string(head_dim)},
              {"hidden_size", std::to_string(96 * head_dim)},
              {"alignment_class", std::to_string(head_dim & -head_dim)}};
  m.status = Status::kOk;
  m.flop_count = 1000000000;
  m.byte_count = 1000000;
  m.launched = {{kernel, {2, 66, 1}, {384, 1, 1}, 168, 0, 1024}};
  Visit visit;
  visit.round = 1;
  visit.seconds = {seconds, seconds * 1.001};
  m.visits = {visit};
  return m;
}

JudgedPoint MakePoint(const Measurement& m, Verdict verdict, Reason reason, double log_ratio) {
  JudgedPoint point;
  point.labels = m.labels;
  point.group = {"cublas", m.labels.Get("alignment_class"), false};
  point.verdict = verdict;
  point.reason = reason;
  point.pairs = 6;
  point.log_ratio = log_ratio;
  point.low = log_ratio - 0.002;
  point.high = log_ratio + 0.002;
  point.p_value = 0.5;
  point.minimum_detectable_log_ratio = 0.0075;
  point.baseline_seconds = 1e-3;
  point.candidate_seconds = 1e-3 * std::exp(log_ratio);
  return point;
}

JudgedPoint WithoutTimes(JudgedPoint point, const std::string& detail) {
  point.baseline_seconds = 0;
  point.candidate_seconds = 0;
  point.log_ratio = 0;
  point.detail = detail;
  return point;
}

attnwatch::Run MakeRun(const std::string& id, const std::string& commit, double seconds) {
  attnwatch::Run run;
  run.grid = "figure";
  run.id = id;
  run.started_at = "2026-11-23T12:00:00Z";
  run.complete = true;
  run.environment.device_key = "gpu<1>";
  run.environment.soft = {{"commit", commit}, {"board", "b1"}, {"cublas_version", "13.1.0"}};
  run.ceilings = {{"write", "start", 3e12, {}}};
  for (const int64_t head_dim : {1, 3, 5, 7, 8, 64}) {
    run.measurements.push_back(MakeMeasurement(head_dim, seconds, "gemm_128x128"));
  }
  return run;
}

}  // namespace

SmallVerdict::SmallVerdict()
    : baseline(MakeRun("base-1", "aaaa", 1e-3)), candidate(MakeRun("head-1", "bbbb", 1.02e-3)) {
  candidate.environment.soft.Set("cublas_version", "13.2.0");
  candidate.ceilings[0].bytes_per_second = 2.85e12;
  candidate.measurements[1].launched[0].name = "gemm_64x64";
  candidate.measurements[1].launched[0].registers = 255;
  const auto& m = candidate.measurements;
  judgement.points = {
      MakePoint(m[0], Verdict::kEquivalent, Reason::kWithinTolerance, 0.001),
      MakePoint(m[1], Verdict::kRegressed, Reason::kSlower, 0.02),
      MakePoint(m[2], Verdict::kRegressed, Reason::kClock, 0.04),
      MakePoint(m[3], Verdict::kUnconfirmed, Reason::kSuspect, 0.015),
      WithoutTimes(MakePoint(m[4], Verdict::kIncorrect, Reason::kStatus, 0), "score 3 | is <off>"),
      WithoutTimes(MakePoint(m[5], Verdict::kMissing, Reason::kNotInCandidate, 0), "")};
  judgement.points[2].basis = Basis::kRaw;
  judgement.points[2].clock_log_ratio = -0.04;
  Shift shift;
  shift.scope = {"cublas", "1", false};
  shift.log_ratio = 0.018;
  shift.point_count = 4;
  judgement.shifts = {shift};
  notices = {{Severity::kWarning, "the canary moved"}, {Severity::kError, "an override expired"}};
}

VerdictReport SmallVerdict::report() const {
  VerdictInput input;
  input.judgement = &judgement;
  input.policy = &policy;
  input.baseline = {&baseline};
  input.candidate = {&candidate};
  input.comparison = "the base build";
  input.notices = notices;
  return BuildVerdictReport(input);
}

}  // namespace attnwatch
