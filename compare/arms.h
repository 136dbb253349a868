// SPDX-License-Identifier: Apache-2.0
//
// ArmTable: the runs of a comparison by arm and pair, and each case's values in both arms.
//
//   const ArmTable arms = BuildArmTable({{Arm::kBaseline, 0, &a}, {Arm::kCandidate, 0, &b}});
//   const PointArms point = ReducePoint(arms, row);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/case_table.h"
#include "compare/effect.h"
#include "compare/elasticity.h"
#include "compare/verdict.h"

namespace attnwatch {

enum class Arm { kBaseline, kCandidate };

// One process. Both processes of a pair visit the points in the same order, one after the other.
struct ArmRun {
  Arm arm = Arm::kBaseline;
  int pair = 0;
  const Run* run = nullptr;  // must outlive what is made of it
};

struct ArmTable {
  std::vector<CaseRow> rows;
  std::vector<Elasticity> elasticities;  // one a row
  std::vector<size_t> baseline;          // columns of the rows; element i of both is of one pair
  std::vector<size_t> candidate;
};

// The pairs in the order of their numbers. Elasticities are fitted on `also_fit` as well, which
// are not compared. Throws Error where a pair lacks an arm or has one twice, or where runs are not
// of one machine and grid.
ArmTable BuildArmTable(const std::vector<ArmRun>& runs, const std::vector<ArmRun>& also_fit = {});

// One row in numbers: all pairs, every process measured.
struct PointArms {
  ArmValues adjusted;
  ArmValues raw;
  ArmValues clock;  // empty without clocks
  Elasticity elasticity;
};

PointArms ReducePoint(const ArmTable& arms, size_t row);

// The first `pairs` of them.
ArmValues FirstPairs(const ArmValues& values, size_t pairs);

// What the statuses alone decide about a row. No verdict: every process measured it.
struct StatusVerdict {
  Verdict verdict;
  Reason reason;
  std::string detail;
};
std::optional<StatusVerdict> JudgeStatus(const ArmTable& arms, size_t row);

// The row of a case, whatever the order of its labels.
std::optional<size_t> FindRow(const ArmTable& arms, const Labels& labels);

// Neither arm can do it here: there is nothing to judge.
bool IsUnsupported(const ArmTable& arms, size_t row);

// The point of a row, not judged yet.
JudgedPoint MakePoint(const ArmTable& arms, size_t row);

// Sets what JudgeStatus says; false where it says nothing.
bool SetStatusVerdict(const ArmTable& arms, size_t row, JudgedPoint* point);

}  // namespace attnwatch
