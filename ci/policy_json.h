// SPDX-License-Identifier: Apache-2.0
//
// policy.json: the numbers that a team decides verdicts by, and the exceptions that it made.
//
//   const GatePolicy policy = ReadGatePolicy("ci/policy.json");
//   // throws Error: "ci/policy.json: overrides[0].expires: is not a date: \"soon\""
//
// As strict as it can be: every key is required, an unknown one is an error, because a misspelt
// tolerance would be none. Ratios: 0.01 is 1 %.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compare/policy.h"

namespace attnwatch {

inline constexpr int kPolicySchemaVersion = 1;

// Cases that may slow down by more (or less) than the rest, for a while.
struct ToleranceOverride {
  std::string cases;  // a CasePattern (results/case_pattern.h)
  double tolerance = 0;
  std::string owner;
  std::string reason;
  std::string expires;  // 2026-12-31: the last day on which it is applied
};

// Margin and tolerance of one kind of comparison, as in compare/policy.h.
struct Thresholds {
  double margin = 0;
  double tolerance = 0;
};

struct GatePolicy {
  Thresholds ab;           // two builds on one device, taking turns
  Thresholds same_board;   // a stored baseline of the same board
  Thresholds other_board;  // ... of another board of the same device key
  size_t suspect_limit = 0;
  int stale_after_days = 0;    // a baseline older than that is warned of
  int refused_after_days = 0;  // ... is not compared with
  double inconclusive_share_max = 0;
  std::vector<ToleranceOverride> overrides;
};

// Throws Error with one line, "<source>: <field>: <what is wrong>".
GatePolicy ParseGatePolicy(std::string_view text, const std::string& source);

// The file, or for an empty path the ci/policy.json that this program was built with.
GatePolicy ReadGatePolicy(const std::string& path);

// What it says, in words.
std::string ExplainPolicy(const GatePolicy& policy, std::string_view today);

}  // namespace attnwatch
