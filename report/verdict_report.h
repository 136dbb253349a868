// SPDX-License-Identifier: Apache-2.0
//
// VerdictReport: a judgement as people read it, of which the terminal, markdown, JUnit,
// annotations, verdict.json and the page are all made. Nothing is decided after it.
//
//   const VerdictReport report = BuildVerdictReport(input);
//   std::cout << FormatVerdictText(report, {});
//   return report.exit_code;
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compare/exit_code.h"
#include "compare/judgement.h"
#include "compare/policy.h"
#include "results/error.h"
#include "results/run.h"

namespace attnwatch {

enum class Severity { kError, kWarning, kNote };

// What must be said about a comparison as a whole.
struct Notice {
  Severity severity = Severity::kWarning;
  std::string text;
};

// The processes of one side.
struct ReportSide {
  std::vector<std::string> run_ids;
  std::string commit;  // "" where it is not recorded, as is the next
  std::string board;
  std::string started_at;  // of the first
  bool planted = false;    // whether slowdowns were added to any of them on purpose
};

struct EnvironmentDifference {
  std::string name;
  std::string baseline;  // "" is unknown
  std::string candidate;
};

struct ReportCase {
  JudgedPoint point;
  std::string name;      // the labels in which the cases of the run differ
  double tolerance = 0;  // that it was held to
  std::string cause;     // what changed besides the time; "" for nothing known
};

struct VerdictReport {
  std::string suite;
  std::string grid;
  std::string device_key;
  std::string comparison;  // "a stored baseline of the same board"
  ReportSide baseline;     // without runs where there is no baseline yet
  ReportSide candidate;
  double margin = 0;
  double tolerance = 0;
  double confidence = 0;
  std::vector<ReportCase> cases;  // the most severe first
  std::vector<Shift> shifts;
  std::vector<EnvironmentDifference> differences;  // candidate causes
  std::vector<std::string> causes;                 // sentences about all cases
  std::vector<Notice> notices;                     // the most severe first
  ExitCode exit_code = kExitNoAnswer;
};

struct VerdictInput {
  const Judgement* judgement = nullptr;
  const Policy* policy = nullptr;
  std::vector<const Run*> baseline;   // may be none
  std::vector<const Run*> candidate;  // one at least
  std::string comparison;
  std::vector<Notice> notices;
  ExitCode exit_code_min = kExitPass;  // what is known besides the judgement
};

VerdictReport BuildVerdictReport(const VerdictInput& input);

// The verdicts from the most severe to the least, which is the order of every report.
const std::vector<Verdict>& VerdictsBySeverity();

size_t CountVerdict(const VerdictReport& report, Verdict verdict);

// "1 regressed, 340 equivalent", in that order.
std::string CountVerdicts(const VerdictReport& report);

// "PASS", "REGRESSION", "NO ANSWER", "CASES MISSING OR WRONG", "ERROR".
std::string_view OutcomeName(ExitCode exit_code);

// "+5.02 % [+4.10 %, +5.94 %]"; "" for a case without times.
std::string DescribeRatio(const JudgedPoint& point);

// Whether both sides measured the case.
bool HasRatio(const JudgedPoint& point);

// The reason in words, with its detail.
std::string DescribeReason(const JudgedPoint& point);

// "all kernels class 1: +4.00 % (unconfirmed), median of 171 cases".
std::string DescribeShift(const Shift& shift);

}  // namespace attnwatch
