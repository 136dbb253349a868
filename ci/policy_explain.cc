// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "ci/policy_json.h"
#include "report/text.h"
#include "report/units.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

std::string ExplainKind(std::string_view kind, const Thresholds& thresholds,
                        std::string_view consequence) {
  return fmt::format("{}\n", kind) +
         WrapText(
             fmt::format("A slowdown up to {} is nobody's concern. One that is surely larger is "
                         "`minor`; from {} on it is {}.",
                         FormatPercent(thresholds.margin), FormatPercent(thresholds.tolerance),
                         consequence),
             2);
}

std::string ExplainOverride(const ToleranceOverride& made, std::string_view today) {
  const bool expired = *DayNumber(made.expires) < DayNumber(today).value_or(0);
  return WrapText(fmt::format("{}: {} instead, says {}, until {}{}: {}", made.cases,
                              FormatPercent(made.tolerance), made.owner, made.expires,
                              expired ? " (EXPIRED: not applied)" : "", made.reason),
                  2);
}

}  // namespace

std::string ExplainPolicy(const GatePolicy& policy, std::string_view today) {
  std::string text = ExplainKind("Two builds on one device, taking turns (A/B)", policy.ab,
                                 "`regressed`, and fails");
  text += WrapText(
      fmt::format("At most {} suspects of {} cases are confirmed one by one, of more cases "
                  "proportionally more.",
                  policy.suspect_limit, Policy{}.suspect_limit_cases),
      2);
  text += ExplainKind("Against a stored baseline of the same board", policy.same_board,
                      "`unconfirmed`: no answer, until an A/B confirms it");
  text += ExplainKind("Against a stored baseline of another board of the same device key",
                      policy.other_board, "`unconfirmed` as well");
  text += WrapText(
      "Only a tolerance that somebody set (--tolerance, an override below, or a case's own beside "
      "the baseline) can fail against a stored baseline: where the whole interval is beyond it and "
      "beyond the number above (with a single run on a side: beyond both together).",
      2);
  text += "Baselines\n";
  text +=
      WrapText(fmt::format("Warned of when older than {} days, refused when older than {} days.",
                           policy.stale_after_days, policy.refused_after_days),
               2);
  text += "Answers\n";
  text += WrapText(fmt::format("More than {} inconclusive cases are no answer (exit code 3).",
                               FormatPercent(policy.inconclusive_share_max)),
                   2);
  text +=
      "Tolerances of single cases; the most special one counts: a case's own beside the "
      "baseline,\nthe last of these that matches, --tolerance, the numbers above\n";
  for (const ToleranceOverride& made : policy.overrides) text += ExplainOverride(made, today);
  return text + (policy.overrides.empty() ? "  There are no overrides.\n" : "");
}

}  // namespace attnwatch
