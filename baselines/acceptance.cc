// SPDX-License-Identifier: Apache-2.0
#include "baselines/acceptance.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

[[noreturn]] void Refuse(const Run& run, const std::string& what) {
  throw Error("run " + OneLine(run.id) + " cannot be accepted: " + OneLine(what));
}

void RequireGoodCases(const Run& run) {
  size_t ok_count = 0;
  for (const Measurement& m : run.measurements) {
    if (m.status == Status::kUnsupported) continue;
    if (m.status != Status::kOk) {
      Refuse(run, m.labels.Name() + " is " + std::string(StatusName(m.status)) + ": " + m.reason);
    }
    if (!MedianSeconds(m)) Refuse(run, m.labels.Name() + " has no sample outside the warm-up");
    ++ok_count;
  }
  if (ok_count == 0) Refuse(run, "it measured no case");
}

void RequireGoodRun(const Run& run) {
  if (!run.complete) Refuse(run, "it is incomplete: measure it again");
  if (run.planted) Refuse(run, "slowdowns were planted in it");
  const Labels& soft = run.environment.soft;
  if (soft.Get("commit").empty()) Refuse(run, "it does not say of which commit it is");
  if (soft.Get("commit_dirty") != "false") {
    Refuse(run, "its tree was not clean: commit, build and measure again");
  }
  RequireGoodCases(run);
}

struct Trait {
  const char* name;
  std::string (*of)(const Run& run);
};

constexpr Trait kMachineTraits[] = {
    {"suite", [](const Run& run) { return run.suite; }},
    {"grid", [](const Run& run) { return run.grid; }},
    {"device key", [](const Run& run) { return run.environment.device_key; }}};
constexpr Trait kRunTraits[] = {
    {"commit", [](const Run& run) { return run.environment.soft.Get("commit"); }},
    {"board", [](const Run& run) { return run.environment.soft.Get("board"); }}};
constexpr Trait kBoardTrait = kRunTraits[1];

void RequireSame(const Run& run, const Run& other, const Trait& trait, const std::string& advice) {
  if (trait.of(run) == trait.of(other)) return;
  Refuse(run, std::string(trait.name) + " is " + trait.of(run) + ", not " + trait.of(other) +
                  " as of " + advice);
}

void RequireSameMachine(const Run& run, const Run& other, const std::string& advice) {
  for (const Trait& trait : kMachineTraits) RequireSame(run, other, trait, advice);
  Labels names = run.environment.hard;
  for (const auto& [name, value] : other.environment.hard.pairs()) names.Set(name, value);
  for (const auto& [name, value] : names.pairs()) {
    const std::string& own = run.environment.hard.Get(name);
    const std::string& others = other.environment.hard.Get(name);
    if (own != others) Refuse(run, name + " is " + own + ", not " + others + " as of " + advice);
  }
}

// The measured cases of the runs; all runs must measure the same.
std::vector<Labels> CasesOf(const std::vector<Run>& runs) {
  std::vector<Labels> cases;
  for (const Measurement& m : runs.front().measurements) {
    if (m.status == Status::kOk) cases.push_back(m.labels);
  }
  for (const Run& run : runs) {
    for (const Labels& labels : cases) {
      const Measurement* found = FindMeasurement(run, labels);
      if (found == nullptr || found->status != Status::kOk) {
        Refuse(run, labels.Name() + " is measured in run " + runs.front().id + " only");
      }
    }
  }
  return cases;
}

const AcceptedCase* FindCase(const Baseline& baseline, const Labels& labels) {
  for (const AcceptedCase& accepted : baseline.record.cases) {
    if (accepted.labels == labels) return &accepted;
  }
  return nullptr;
}

void RequireFit(const Baseline& old, const std::vector<Run>& runs, const std::vector<Labels>& cases,
                const AcceptRequest& request) {
  const Run& first = runs.front();
  RequireSameMachine(first, old.runs.front(),
                     old.folder + ": remove that folder to begin anew, or give a --name");
  const auto is_known = [&](const Labels& labels) { return FindCase(old, labels) != nullptr; };
  if (std::none_of(cases.begin(), cases.end(), is_known)) {
    Refuse(first, "it shares no case with " + old.folder + ": give it another --name");
  }
  if (request.cases != kAllCases) {
    RequireSame(first, old.runs.front(), kBoardTrait, "the other cases: accept them all");
    if (runs.size() != old.runs.size()) {
      Refuse(first, "part of a baseline of " + std::to_string(old.runs.size()) +
                        " runs needs as many, not " + std::to_string(runs.size()));
    }
    return;
  }
  if (request.allow_missing) return;
  for (const AcceptedCase& accepted : old.record.cases) {
    if (std::find(cases.begin(), cases.end(), accepted.labels) != cases.end()) continue;
    Refuse(first, "it lacks " + accepted.labels.Name() + ": --allow_missing drops such cases");
  }
}

AcceptedCase MakeCase(const AcceptedCase* old, const Labels& labels, double seconds, size_t entry,
                      const CaseChanges& changes) {
  AcceptedCase accepted;
  accepted.first = entry;
  accepted.first_seconds = seconds;
  if (old != nullptr) {
    accepted = *old;
    std::vector<Labels::Pair> key = labels.pairs();
    std::sort(key.begin(), key.end());
    const auto change = changes.find(key);
    accepted.cumulative_log_ratio +=
        change == changes.end() ? std::log(seconds / old->seconds) : change->second;
  }
  accepted.labels = labels;
  accepted.entry = entry;
  accepted.seconds = seconds;
  return accepted;
}

// The old runs with the matching cases taken from the new ones.
std::vector<Run> Replace(const std::vector<Run>& old, const std::vector<Run>& fresh,
                         const std::vector<Labels>& cases) {
  std::vector<Run> runs = old;
  for (size_t i = 0; i < runs.size(); ++i) {
    for (const Labels& labels : cases) {
      const Measurement& measured = *FindMeasurement(fresh[i], labels);
      auto& measurements = runs[i].measurements;
      const auto found = std::find_if(measurements.begin(), measurements.end(),
                                      [&](const Measurement& m) { return m.labels == labels; });
      if (found == measurements.end()) {
        measurements.push_back(measured);
      } else {
        *found = measured;
      }
    }
  }
  return runs;
}

std::vector<AcceptedCase> MakeCases(const Baseline* old, const std::vector<Run>& runs,
                                    const std::vector<Labels>& moved, bool is_part,
                                    const CaseChanges& changes) {
  const size_t entry = old == nullptr ? 1 : old->record.history.size() + 1;
  std::vector<AcceptedCase> cases;
  if (is_part) cases = old->record.cases;
  for (const Labels& labels : moved) {
    const AcceptedCase* before = old == nullptr ? nullptr : FindCase(*old, labels);
    const AcceptedCase made = MakeCase(before, labels, *SecondsOf(runs, labels), entry, changes);
    const auto same = std::find_if(cases.begin(), cases.end(),
                                   [&](const AcceptedCase& c) { return c.labels == labels; });
    if (same == cases.end()) {
      cases.push_back(made);
    } else {
      *same = made;
    }
  }
  return cases;
}

Acceptance Describe(const std::vector<Run>& runs, const AcceptRequest& request, size_t case_count) {
  Acceptance acceptance;
  acceptance.accepted_at = request.accepted_at;
  acceptance.measured_at = runs.front().started_at;
  for (const Run& run : runs) {
    acceptance.measured_at = std::min(acceptance.measured_at, run.started_at);
    acceptance.run_ids.push_back(run.id);
  }
  acceptance.commit = runs.front().environment.soft.Get("commit");
  acceptance.board = runs.front().environment.soft.Get("board");
  acceptance.reason = request.reason;
  acceptance.cases = request.cases;
  acceptance.case_count = case_count;
  return acceptance;
}

}  // namespace

void RequireAcceptable(const std::vector<Run>& runs) {
  if (runs.empty()) throw Error("there is no run to accept");
  std::set<std::string> ids;
  for (const Run& run : runs) {
    RequireGoodRun(run);
    if (!ids.insert(run.id).second) Refuse(run, "it is there twice");
    const std::string advice = "run " + runs.front().id;
    RequireSameMachine(run, runs.front(), advice);
    for (const Trait& trait : kRunTraits) RequireSame(run, runs.front(), trait, advice);
  }
}

Baseline Accept(const Baseline* old, const std::vector<Run>& runs, const std::string& folder,
                const AcceptRequest& request, const CaseChanges& changes) {
  RequireAcceptable(runs);
  if (request.reason.empty()) throw Error("a baseline needs a reason: --reason=\"...\"");
  const bool is_part = request.cases != kAllCases;
  if (is_part && old == nullptr) {
    throw Error(OneLine(folder) + ": there is no baseline of which --cases could move a part");
  }
  std::vector<Labels> moved = CasesOf(runs);
  if (old != nullptr) RequireFit(*old, runs, moved, request);
  const CasePattern pattern(request.cases);
  moved.erase(std::remove_if(moved.begin(), moved.end(),
                             [&](const Labels& labels) { return !pattern.Matches(labels); }),
              moved.end());
  if (moved.empty()) throw Error("no case of the runs matches --cases=" + OneLine(request.cases));
  Baseline accepted;
  accepted.folder = folder;
  accepted.name = std::filesystem::path(folder).filename().string();
  accepted.runs = is_part ? Replace(old->runs, runs, moved) : runs;
  if (old != nullptr) accepted.record.history = old->record.history;
  accepted.record.history.push_back(Describe(runs, request, moved.size()));
  accepted.record.cases = MakeCases(old, accepted.runs, moved, is_part, changes);
  return accepted;
}

}  // namespace attnwatch
