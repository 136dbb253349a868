// SPDX-License-Identifier: Apache-2.0
//
// MakePolicy: from what a team, a user and a baseline say about tolerances to the one Policy that
// judges. The most special of them counts:
//
//   1. a case's own tolerance beside the baseline (accepted.json)
//   2. the last override of policy.json that matches the case and has not expired
//   3. --tolerance
//   4. the tolerance of policy.json for this kind of comparison
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ci/policy_json.h"
#include "compare/policy.h"
#include "report/verdict_report.h"

namespace attnwatch {

enum class ComparisonKind { kAb, kSameBoard, kOtherBoard };

struct PolicyRequest {
  ComparisonKind kind = ComparisonKind::kAb;
  std::optional<double> tolerance;  // --tolerance
  std::vector<Labels> cases;        // that will be judged
  std::vector<std::pair<Labels, CaseTolerance>> beside_baseline;
  std::string today;  // 2026-11-23
};

// Overrides that expired (errors) or match no case (warnings) are added to `notices`. Throws Error
// for a tolerance below the margin.
Policy MakePolicy(const GatePolicy& policy, const PolicyRequest& request,
                  std::vector<Notice>* notices);

// "5%" and "0.05" are 0.05. Throws Error where the text is neither, or not in (0, 1].
double ParseRatio(const std::string& text);

}  // namespace attnwatch
