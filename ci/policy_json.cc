// SPDX-License-Identifier: Apache-2.0
#include "ci/policy_json.h"

#include "ci/default_policy_json.h"
#include "results/case_pattern.h"
#include "results/error.h"
#include "results/json_field.h"
#include "results/one_line.h"
#include "results/read_file.h"
#include "results/utc_date.h"

namespace attnwatch {
namespace {

constexpr size_t kFileByteLimit = 1 << 20;
constexpr int kDaysMax = 3650;
constexpr int kSuspectsMax = 100000;

// More than 0 and at most 1.
double Ratio(const JsonField& field) {
  const double ratio = field.Double();
  if (ratio > 0 && ratio <= 1) return ratio;
  field.Fail("must be more than 0 and at most 1 (0.01 is 1 %), is " + QuoteJson(field.value));
}

int Within(const JsonField& field, int least, int most) {
  const int value = field.Integer<int>();
  if (value >= least && value <= most) return value;
  field.Fail("must be " + std::to_string(least) + " to " + std::to_string(most) + ", is " +
             QuoteJson(field.value));
}

std::string Name(const JsonField& field) {
  const std::string& text = field.String();
  if (text.empty() || !IsPrintable(text)) {
    field.Fail("must be a line of text, is " + QuoteJson(field.value));
  }
  return text;
}

Thresholds CheckThresholds(const JsonField& object) {
  const Thresholds thresholds = {Ratio(object.At("margin")), Ratio(object.At("tolerance"))};
  if (thresholds.tolerance < thresholds.margin) {
    object.At("tolerance").Fail("must not be less than the margin");
  }
  return thresholds;
}

Thresholds ReadThresholds(const JsonField& object) {
  object.RequireKeys({"margin", "tolerance"});
  return CheckThresholds(object);
}

ToleranceOverride ReadOverride(const JsonField& object) {
  object.RequireKeys({"cases", "tolerance", "owner", "reason", "expires"});
  ToleranceOverride made = {Name(object.At("cases")), Ratio(object.At("tolerance")),
                            Name(object.At("owner")), Name(object.At("reason")),
                            Name(object.At("expires"))};
  try {
    CasePattern pattern(made.cases);
  } catch (const Error& error) {
    object.At("cases").Fail(error.what());
  }
  if (made.expires.size() != 10 || !DayNumber(made.expires)) {
    object.At("expires").Fail("must be a date like 2026-12-31, is " +
                              QuoteJson(object.At("expires").value));
  }
  return made;
}

void ReadStored(const JsonField& object, GatePolicy* policy) {
  object.RequireKeys({"same_board", "other_board", "stale_after_days", "refused_after_days"});
  policy->same_board = ReadThresholds(object.At("same_board"));
  policy->other_board = ReadThresholds(object.At("other_board"));
  policy->stale_after_days = Within(object.At("stale_after_days"), 1, kDaysMax);
  policy->refused_after_days = Within(object.At("refused_after_days"), 1, kDaysMax);
  if (policy->refused_after_days < policy->stale_after_days) {
    object.At("refused_after_days").Fail("must not be less than stale_after_days");
  }
}

void CheckVersion(const JsonField& root) {
  const JsonField version = root.At("policy_schema_version");
  if (version.Integer<int>() == kPolicySchemaVersion) return;
  version.Fail("must be " + std::to_string(kPolicySchemaVersion) + ", is " +
               QuoteJson(version.value));
}

}  // namespace

GatePolicy ParseGatePolicy(std::string_view text, const std::string& source) {
  const Json document = ParseJson(text, source);
  const JsonField root{document, source};
  CheckVersion(root);
  root.RequireKeys(
      {"policy_schema_version", "ab", "stored", "inconclusive_share_max", "overrides"});
  GatePolicy policy;
  const JsonField ab = root.At("ab");
  ab.RequireKeys({"margin", "tolerance", "suspect_limit"});
  policy.ab = CheckThresholds(ab);
  policy.suspect_limit = static_cast<size_t>(Within(ab.At("suspect_limit"), 1, kSuspectsMax));
  ReadStored(root.At("stored"), &policy);
  policy.inconclusive_share_max = Ratio(root.At("inconclusive_share_max"));
  policy.overrides = ReadArray(root.At("overrides"), ReadOverride);
  return policy;
}

GatePolicy ReadGatePolicy(const std::string& path) {
  if (path.empty()) return ParseGatePolicy(kDefaultPolicyJson, "the policy of this program");
  return ParseGatePolicy(ReadFile(path, kFileByteLimit), path);
}

}  // namespace attnwatch
