// SPDX-License-Identifier: Apache-2.0
//
// CaseTable: the cases of several runs side by side: a row a case, a column a run.
//
//   RequireComparable(runs);   // throws Error
//   for (const CaseRow& row : BuildCaseTable(runs)) Print(row.labels.Name(), row.processes.size());
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "compare/case_summary.h"
#include "results/labels.h"
#include "results/run.h"

namespace attnwatch {

struct CaseRow {
  Labels labels;
  // One element a run, in the order of the runs; nothing where the run lacks the case.
  std::vector<std::optional<CaseSummary>> processes;
  // Its visits ran well below the clock of their runs: the board's power cap decides its speed.
  bool power_capped = false;

  // Of the processes that measured it, in order.
  std::vector<const CaseSummary*> measured() const;
};

// Rows in the order in which the runs first name the cases. The order of a case's labels does not
// make it another case.
std::vector<CaseRow> BuildCaseTable(const std::vector<const Run*>& runs,
                                    size_t visit_limit = kAllVisits);

// Why the runs cannot be compared, as one clause: another suite, device key, hard fact of the
// environment or grid. Nothing where they can.
std::optional<std::string> FindIncomparable(const std::vector<const Run*>& runs);

// Throws Error with one line where two runs differ in suite, device key or a hard fact of the
// environment: times of different machines are no comparison.
void RequireSameMachine(const std::vector<const Run*>& runs);

// The same, and for another grid: the clocks of a case depend on what runs around it.
void RequireComparable(const std::vector<const Run*>& runs);

// The same for every order of the labels.
std::vector<Labels::Pair> CaseKey(const Labels& labels);

// Cases that are expected to behave alike: noise and elasticities are borrowed within a group.
struct CaseGroup {
  std::string kernel;
  std::string alignment_class;  // "" stands for all classes
  bool power_capped = false;

  // Classes in the order of their numbers.
  friend bool operator<(const CaseGroup& a, const CaseGroup& b) {
    const auto key = [](const CaseGroup& group) {
      return std::make_tuple(std::string_view(group.kernel), group.alignment_class.size(),
                             std::string_view(group.alignment_class), group.power_capped);
    };
    return key(a) < key(b);
  }
  friend bool operator==(const CaseGroup& a, const CaseGroup& b) { return !(a < b) && !(b < a); }
};

// "cublas class 8 power-capped", "cublas all classes".
std::string GroupName(const CaseGroup& group);

CaseGroup GroupOf(const CaseRow& row);

}  // namespace attnwatch
