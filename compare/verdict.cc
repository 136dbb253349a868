// SPDX-License-Identifier: Apache-2.0
#include "compare/verdict.h"

#include <array>

namespace attnwatch {
namespace {

constexpr std::array<std::string_view, 13> kVerdictNames = {
    "regressed", "minor",   "improved", "equivalent", "inconclusive", "unconfirmed", "invalid",
    "incorrect", "missing", "failed",   "not_run",    "new",          "tolerated"};
static_assert(kVerdictNames.size() == static_cast<size_t>(Verdict::kTolerated) + 1);

struct ReasonRow {
  std::string_view name;
  std::string_view text;
};

constexpr std::array<ReasonRow, 13> kReasons = {{
    {"within_tolerance", "not slower by the tolerance"},
    {"slower", "slower at equal clocks"},
    {"clock", "its clock differs in every pair: the code draws more or less power"},
    {"faster", "faster at equal clocks"},
    {"noise", "the noise is too large for the tolerance"},
    {"two_states", "a two-state case, moved by no more than its states may explain"},
    {"suspect", "suspected, not yet confirmed by fresh processes"},
    {"over_limit", "more suspects than are confirmed one by one"},
    {"not_repeated", "fresh processes do not show it"},
    {"not_in_candidate", "the candidate does not measure it"},
    {"not_in_baseline", "the baseline does not measure it"},
    {"baseline_unusable", "the baseline has no usable measurement of it"},
    {"status", "not measured, or not to be believed"},
}};
static_assert(kReasons.size() == static_cast<size_t>(Reason::kStatus) + 1);

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  return kVerdictNames[static_cast<size_t>(verdict)];
}

std::string_view ReasonName(Reason reason) { return kReasons[static_cast<size_t>(reason)].name; }

std::string_view ReasonText(Reason reason) { return kReasons[static_cast<size_t>(reason)].text; }

}  // namespace attnwatch
