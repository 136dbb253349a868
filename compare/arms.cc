// SPDX-License-Identifier: Apache-2.0
#include "compare/arms.h"

#include <algorithm>
#include <map>

#include "compare/process_values.h"
#include "results/error.h"

namespace attnwatch {
namespace {

using Pairs = std::map<int, std::pair<std::vector<size_t>, std::vector<size_t>>>;

void AddColumns(const std::vector<ArmRun>& runs, ArmTable* arms) {
  Pairs pairs;
  for (size_t column = 0; column < runs.size(); ++column) {
    auto& [baseline, candidate] = pairs[runs[column].pair];
    (runs[column].arm == Arm::kBaseline ? baseline : candidate).push_back(column);
  }
  for (const auto& [pair, columns] : pairs) {
    const auto& [baseline, candidate] = columns;
    if (baseline.size() != 1 || candidate.size() != 1) {
      throw Error("cannot compare: pair " + std::to_string(pair) + " has " +
                  std::to_string(baseline.size()) + " baseline and " +
                  std::to_string(candidate.size()) + " candidate runs, not one of each");
    }
    arms->baseline.push_back(baseline.front());
    arms->candidate.push_back(candidate.front());
  }
}

std::vector<const Run*> RunsOf(const std::vector<ArmRun>& runs) {
  std::vector<const Run*> pointers;
  pointers.reserve(runs.size());
  for (const ArmRun& run : runs) pointers.push_back(run.run);
  return pointers;
}

using Column = std::optional<CaseSummary>;

std::vector<const Column*> Columns(const CaseRow& row, const std::vector<size_t>& columns) {
  std::vector<const Column*> found;
  found.reserve(columns.size());
  for (const size_t column : columns) found.push_back(&row.processes[column]);
  return found;
}

const Column* FindAbsent(const std::vector<const Column*>& columns) {
  for (const Column* column : columns) {
    if (!*column) return column;
  }
  return nullptr;
}

const Column* FindStatus(const std::vector<const Column*>& columns, Status status) {
  for (const Column* column : columns) {
    if (*column && (*column)->status == status) return column;
  }
  return nullptr;
}

struct StatusRow {
  Status status;
  Verdict verdict;
  Reason reason;
};

// In order: the first that applies to any process decides.
constexpr StatusRow kCandidateRows[] = {
    {Status::kIncorrect, Verdict::kIncorrect, Reason::kStatus},
    {Status::kFailed, Verdict::kFailed, Reason::kStatus},
    {Status::kUnsupported, Verdict::kMissing, Reason::kNotInCandidate},
    {Status::kNotRun, Verdict::kNotRun, Reason::kStatus},
    {Status::kInvalid, Verdict::kInvalid, Reason::kStatus}};
constexpr StatusRow kBaselineRows[] = {
    {Status::kIncorrect, Verdict::kNew, Reason::kBaselineUnusable},
    {Status::kFailed, Verdict::kNew, Reason::kBaselineUnusable},
    {Status::kUnsupported, Verdict::kNew, Reason::kNotInBaseline},
    {Status::kNotRun, Verdict::kNotRun, Reason::kBaselineUnusable},
    {Status::kInvalid, Verdict::kInvalid, Reason::kBaselineUnusable}};

template <size_t kCount>
std::optional<StatusVerdict> FirstOf(const StatusRow (&rows)[kCount],
                                     const std::vector<const Column*>& columns) {
  for (const StatusRow& row : rows) {
    const Column* found = FindStatus(columns, row.status);
    if (found != nullptr) return StatusVerdict{row.verdict, row.reason, (*found)->reason};
  }
  return std::nullopt;
}

bool AllMeasured(const std::vector<const Column*>& columns) {
  return std::all_of(columns.begin(), columns.end(),
                     [](const Column* column) { return *column && (*column)->measured(); });
}

ArmValues SplitArms(const std::vector<double>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  return {{values.begin(), middle}, {middle, values.end()}};
}

bool SameLaunches(const CaseSummary& a, const CaseSummary& b) {
  const auto same = [](const LaunchedKernel& x, const LaunchedKernel& y) {
    return x.name == y.name && x.grid == y.grid && x.block == y.block;
  };
  return a.algorithm == b.algorithm && std::equal(a.launched.begin(), a.launched.end(),
                                                  b.launched.begin(), b.launched.end(), same);
}

// The arms' first processes ran other device kernels, launch shapes or algorithms.
bool LaunchesDiffer(const ArmTable& arms, size_t row) {
  const auto& processes = arms.rows[row].processes;
  const Column& baseline = processes[arms.baseline.front()];
  const Column& candidate = processes[arms.candidate.front()];
  return baseline && candidate && !SameLaunches(*baseline, *candidate);
}

}  // namespace

ArmTable BuildArmTable(const std::vector<ArmRun>& runs, const std::vector<ArmRun>& also_fit) {
  if (runs.empty()) throw Error("cannot compare: there is no run");
  ArmTable arms;
  AddColumns(runs, &arms);
  std::vector<const Run*> all = RunsOf(runs);
  RequireComparable(all);
  for (const ArmRun& more : also_fit) all.push_back(more.run);
  RequireSameMachine(all);
  arms.rows = BuildCaseTable(all);
  arms.elasticities = FitElasticities(arms.rows);
  return arms;
}

PointArms ReducePoint(const ArmTable& arms, size_t row) {
  std::vector<const CaseSummary*> processes;
  for (const auto* columns : {&arms.baseline, &arms.candidate}) {
    for (const size_t column : *columns) processes.push_back(&*arms.rows[row].processes[column]);
  }
  const ProcessValues values = ReduceProcesses(processes, arms.elasticities[row]);
  return {SplitArms(values.adjusted), SplitArms(values.raw), SplitArms(values.clock),
          arms.elasticities[row]};
}

ArmValues FirstPairs(const ArmValues& values, size_t pairs) {
  ArmValues first = values;
  first.baseline.resize(std::min(pairs, values.baseline.size()));
  first.candidate.resize(std::min(pairs, values.candidate.size()));
  return first;
}

std::optional<StatusVerdict> JudgeStatus(const ArmTable& arms, size_t row) {
  const auto candidate = Columns(arms.rows[row], arms.candidate);
  const auto baseline = Columns(arms.rows[row], arms.baseline);
  if (FindAbsent(candidate) != nullptr) {
    return StatusVerdict{Verdict::kMissing, Reason::kNotInCandidate, ""};
  }
  if (auto verdict = FirstOf(kCandidateRows, candidate)) return verdict;
  if (FindAbsent(baseline) != nullptr) {
    return StatusVerdict{Verdict::kNew, Reason::kNotInBaseline, ""};
  }
  if (auto verdict = FirstOf(kBaselineRows, baseline)) return verdict;
  if (!AllMeasured(candidate) || !AllMeasured(baseline)) {
    return StatusVerdict{Verdict::kNotRun, Reason::kStatus, "no sample outside the warm-up round"};
  }
  return std::nullopt;
}

bool IsUnsupported(const ArmTable& arms, size_t row) {
  for (const auto* columns : {&arms.baseline, &arms.candidate}) {
    for (const Column* column : Columns(arms.rows[row], *columns)) {
      if (*column && (*column)->status != Status::kUnsupported) return false;
    }
  }
  return true;
}

JudgedPoint MakePoint(const ArmTable& arms, size_t row) {
  JudgedPoint point;
  point.labels = arms.rows[row].labels;
  point.group = GroupOf(arms.rows[row]);
  point.launches_differ = LaunchesDiffer(arms, row);
  return point;
}

bool SetStatusVerdict(const ArmTable& arms, size_t row, JudgedPoint* point) {
  const auto status = JudgeStatus(arms, row);
  if (!status) return false;
  point->verdict = status->verdict;
  point->reason = status->reason;
  point->detail = status->detail;
  return true;
}

std::optional<size_t> FindRow(const ArmTable& arms, const Labels& labels) {
  for (size_t row = 0; row < arms.rows.size(); ++row) {
    if (arms.rows[row].labels == labels) return row;
  }
  const auto key = CaseKey(labels);  // slow, and only for labels in another order
  for (size_t row = 0; row < arms.rows.size(); ++row) {
    if (CaseKey(arms.rows[row].labels) == key) return row;
  }
  return std::nullopt;
}

}  // namespace attnwatch
