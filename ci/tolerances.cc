// SPDX-License-Identifier: Apache-2.0
#include "ci/tolerances.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "compare/case_table.h"
#include "report/units.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/one_line.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

const Thresholds& ThresholdsOf(const GatePolicy& policy, ComparisonKind kind) {
  if (kind == ComparisonKind::kAb) return policy.ab;
  return kind == ComparisonKind::kSameBoard ? policy.same_board : policy.other_board;
}

void ApplyOverride(const ToleranceOverride& made, const PolicyRequest& request, Policy* policy,
                   std::vector<Notice>* notices) {
  if (*DayNumber(made.expires) < DayNumber(request.today).value_or(0)) {
    notices->push_back(
        {Severity::kError, fmt::format("The override of {} by {} expired on {} and is not applied: "
                                       "renew it with its owner, or remove it.",
                                       made.cases, made.owner, made.expires)});
    return;
  }
  const CasePattern pattern(made.cases);
  bool found = false;
  for (const Labels& labels : request.cases) {
    if (!pattern.Matches(labels)) continue;
    found = true;
    policy->case_tolerances[CaseKey(labels)] = {
        made.tolerance,
        fmt::format("tolerance {} by {} until {}: {}", FormatPercent(made.tolerance), made.owner,
                    made.expires, made.reason)};
  }
  if (found) return;
  notices->push_back(
      {Severity::kWarning, fmt::format("The override of {} by {} matches no case of this grid.",
                                       made.cases, made.owner)});
}

}  // namespace

Policy MakePolicy(const GatePolicy& policy, const PolicyRequest& request,
                  std::vector<Notice>* notices) {
  const Thresholds& thresholds = ThresholdsOf(policy, request.kind);
  Policy made;
  made.margin = thresholds.margin;
  made.tolerance = request.tolerance.value_or(thresholds.tolerance);
  made.tolerance_is_explicit = request.tolerance.has_value();
  made.stored_difference = request.kind == ComparisonKind::kAb ? 0 : thresholds.tolerance;
  made.suspect_limit = policy.suspect_limit;
  made.inconclusive_share_max = policy.inconclusive_share_max;
  if (made.tolerance < made.margin) {
    throw Error(
        fmt::format("a tolerance of {} is below the margin of {} that this comparison can "
                    "tell from noise: ask for more, or set the margin in the policy",
                    FormatPercent(made.tolerance), FormatPercent(made.margin)));
  }
  for (const ToleranceOverride& one : policy.overrides) {
    ApplyOverride(one, request, &made, notices);
  }
  for (const auto& [labels, tolerance] : request.beside_baseline) {
    made.case_tolerances[CaseKey(labels)] = tolerance;
  }
  return made;
}

double ParseRatio(const std::string& text) {
  char* end = nullptr;
  double ratio = std::strtod(text.c_str(), &end);
  if (std::string_view(end) == "%") {
    ratio /= 100;
  } else if (end == text.c_str() || *end != '\0') {
    ratio = 0;
  }
  if (ratio > 0 && ratio <= 1) return ratio;
  throw Error("`" + OneLine(text, kQuotedBytes) +
              "` is not a tolerance: write 5% or 0.05, more than 0 and at most 100%");
}

}  // namespace attnwatch
