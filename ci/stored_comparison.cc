// SPDX-License-Identifier: Apache-2.0
#include "ci/stored_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "ci/noise_record_json.h"
#include "compare/case_table.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

std::vector<const Run*> AllRuns(const StoredRequest& request) {
  std::vector<const Run*> runs = request.baseline;
  runs.insert(runs.end(), request.candidate.begin(), request.candidate.end());
  return runs;
}

void RequireOneCandidate(const StoredRequest& request) {
  RequireComparable(request.candidate);
  std::set<std::string> ids;
  for (const Run* run : AllRuns(request)) {
    if (!ids.insert(run->id).second) throw Error("run " + run->id + " is there twice");
  }
  const std::string& commit = request.candidate.front()->environment.soft.Get("commit");
  for (const Run* run : request.candidate) {
    const std::string& other = run->environment.soft.Get("commit");
    if (commit != other) {
      throw Error("the candidates are of commits " + commit + " and " + other +
                  ": compare one build at a time");
    }
  }
}

void RequireNoiseOfDevice(const StoredRequest& request) {
  if (request.noise == nullptr) return;
  const auto why = WhyNoiseUnfit(*request.noise, request.candidate.front()->environment);
  if (why) throw Error(*why);
}

bool IsOneBoard(const StoredRequest& request) {
  std::set<std::string> boards;
  for (const Run* run : AllRuns(request)) boards.insert(run->environment.soft.Get("board"));
  return boards.size() == 1 && !boards.begin()->empty();
}

using LabelSet = std::set<std::vector<Labels::Pair>>;

LabelSet CasesOf(const Run& run) {
  LabelSet cases;
  for (const Measurement& m : run.measurements) cases.insert(CaseKey(m.labels));
  return cases;
}

// "layout is tn and nn": the first label in which runs without a common case differ throughout.
std::string DescribeDisjoint(const Run& a, const Run& b) {
  if (a.measurements.empty() || b.measurements.empty()) return "one of them has no case";
  for (const auto& [key, value] : a.measurements.front().labels.pairs()) {
    const std::string& other = b.measurements.front().labels.Get(key);
    if (other != value) return key + " is " + value + " and " + (other.empty() ? "none" : other);
  }
  return "their cases differ";
}

std::optional<std::string> WhyDisjoint(const Run& a, const Run& b) {
  const LabelSet of_a = CasesOf(a);
  for (const auto& key : CasesOf(b)) {
    if (of_a.count(key) != 0) return std::nullopt;
  }
  return "runs " + a.id + " and " + b.id + " have no case in common: " + DescribeDisjoint(a, b);
}

std::optional<std::string> WhyOld(const StoredRequest& request) {
  if (request.record == nullptr) return std::nullopt;
  const int64_t days = AgeInDays(*request.record, request.today);
  if (days <= request.policy->refused_after_days) return std::nullopt;
  return fmt::format("it was measured {} days ago, more than {}: accept a new one", days,
                     request.policy->refused_after_days);
}

void AddNotices(const StoredRequest& request, bool is_one_board, StoredVerdict* verdict) {
  const auto add = [&](Severity severity, std::string text) {
    verdict->notices.push_back({severity, std::move(text)});
  };
  for (const Run* run : request.candidate) {
    if (!run->complete) {
      add(Severity::kError, "Run " + run->id + " is INCOMPLETE: it was interrupted.");
      verdict->exit_code_min = kExitNoAnswer;
    }
    for (const std::string& warning : run->warnings) {
      add(Severity::kWarning, "Run " + run->id + ": " + warning);
    }
  }
  if (request.baseline.empty()) return;
  if (!is_one_board) {
    add(Severity::kWarning,
        "The runs are of several boards, or do not say of which: boards of one kind differ by "
        "percents, so that only large slowdowns are seen.");
  }
  if (request.baseline.size() != request.candidate.size()) {
    const size_t pairs = std::min(request.baseline.size(), request.candidate.size());
    add(Severity::kWarning,
        fmt::format("{} baseline and {} candidate runs: the first {} of each are compared.",
                    request.baseline.size(), request.candidate.size(), pairs));
  }
  if (request.noise == nullptr) {
    add(Severity::kNote, "No noise record (--noise): what the cases scatter by stands in for it.");
  }
  if (request.record == nullptr) return;
  const int64_t days = AgeInDays(*request.record, request.today);
  if (days > request.policy->stale_after_days) {
    add(Severity::kWarning,
        fmt::format("The baseline is STALE: measured {} days ago; accept a new one.", days));
  }
}

PolicyRequest MakePolicyRequest(const StoredRequest& request, bool is_one_board) {
  PolicyRequest made;
  made.kind = is_one_board ? ComparisonKind::kSameBoard : ComparisonKind::kOtherBoard;
  made.tolerance = request.tolerance;
  made.today = request.today;
  for (const Measurement& m : request.candidate.front()->measurements) {
    made.cases.push_back(m.labels);
  }
  if (request.record == nullptr) return made;
  for (const AcceptedCase& accepted : request.record->cases) {
    if (!accepted.tolerance) continue;
    made.beside_baseline.emplace_back(
        accepted.labels, CaseTolerance{*accepted.tolerance, accepted.tolerance_reason});
  }
  return made;
}

struct StatusRow {
  Status status;
  Verdict verdict;
};
constexpr StatusRow kNewVerdicts[] = {{Status::kOk, Verdict::kNew},
                                      {Status::kFailed, Verdict::kFailed},
                                      {Status::kIncorrect, Verdict::kIncorrect},
                                      {Status::kInvalid, Verdict::kInvalid},
                                      {Status::kNotRun, Verdict::kNotRun}};

// Every case is new, unless something is wrong with it.
Judgement JudgeNew(const Run& candidate) {
  Judgement judgement;
  for (const Measurement& m : candidate.measurements) {
    for (const StatusRow& row : kNewVerdicts) {
      if (row.status != m.status) continue;
      JudgedPoint point;
      point.labels = m.labels;
      point.group = {m.labels.Get("kernel"), m.labels.Get("alignment_class"), false};
      point.verdict = row.verdict;
      point.reason = m.status == Status::kOk ? Reason::kNotInBaseline : Reason::kStatus;
      point.detail = m.reason;
      judgement.points.push_back(std::move(point));
    }
  }
  return judgement;
}

}  // namespace

int64_t AgeInDays(const AcceptRecord& record, const std::string& today) {
  return DayNumber(today).value_or(0) - *DayNumber(OldestInUse(record).measured_at);
}

std::optional<std::string> WhyRefused(const StoredRequest& request) {
  for (const Run* run : request.baseline) {
    if (!run->complete) return "run " + run->id + " is incomplete";
    if (run->planted) return "slowdowns were planted in run " + run->id;
  }
  if (request.baseline.empty()) return std::nullopt;
  if (auto why = FindIncomparable(AllRuns(request))) return why;
  if (auto why = WhyDisjoint(*request.baseline.front(), *request.candidate.front())) return why;
  return WhyOld(request);
}

std::optional<std::string> WhyNoiseUnfit(const NoiseRecord& noise, const Environment& environment) {
  if (noise.device_key != environment.device_key) {
    return "the noise record is of " + noise.device_key + ", the runs of " + environment.device_key;
  }
  for (const auto& [name, value] : environment.hard.pairs()) {
    const std::string& of_noise = noise.hard.Get(name);
    if (of_noise == value) continue;
    return "the noise record does not fit the runs: " + name + " is " +
           (of_noise.empty() ? "unknown" : of_noise) + " and " + value;
  }
  return std::nullopt;
}

std::optional<NoiseRecord> ReadFittingNoise(const std::string& path, const Environment& environment,
                                            std::string* why_not) {
  if (path.empty()) return std::nullopt;
  NoiseRecord noise = ReadNoiseRecord(path);
  const auto why = WhyNoiseUnfit(noise, environment);
  if (!why) return noise;
  *why_not = OneLine(path) + " is not used: " + *why;
  return std::nullopt;
}

Notice NoBaselineNotice(const Run& candidate, const std::string& baselines) {
  return {Severity::kWarning, "THERE IS NO BASELINE for " + candidate.environment.device_key +
                                  ", grid " + OneLine(candidate.grid) + ", in " +
                                  OneLine(baselines) +
                                  ": nothing was compared; attnwatch accept makes one."};
}

std::vector<const Run*> PointersTo(const std::vector<Run>& runs) {
  std::vector<const Run*> pointers;
  pointers.reserve(runs.size());
  for (const Run& run : runs) pointers.push_back(&run);
  return pointers;
}

std::vector<ArmRun> PairUp(const StoredRequest& request) {
  const size_t pairs = std::min(request.baseline.size(), request.candidate.size());
  std::vector<ArmRun> runs;
  for (size_t i = 0; i < pairs; ++i) {
    runs.push_back({Arm::kBaseline, static_cast<int>(i), request.baseline[i]});
    runs.push_back({Arm::kCandidate, static_cast<int>(i), request.candidate[i]});
  }
  return runs;
}

StoredVerdict JudgeAgainstStored(const StoredRequest& request) {
  RequireOneCandidate(request);
  RequireNoiseOfDevice(request);
  const bool is_one_board = IsOneBoard(request);
  StoredVerdict verdict;
  verdict.policy =
      MakePolicy(*request.policy, MakePolicyRequest(request, is_one_board), &verdict.notices);
  AddNotices(request, is_one_board, &verdict);
  if (request.baseline.empty()) {
    verdict.comparison = "no baseline yet";
    verdict.judgement = JudgeNew(*request.candidate.front());
    return verdict;
  }
  verdict.comparison =
      is_one_board ? "a stored baseline of the same board" : "a stored baseline of another board";
  verdict.judgement = JudgeStored(PairUp(request), verdict.policy, request.noise);
  return verdict;
}

}  // namespace attnwatch
