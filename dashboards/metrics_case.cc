// SPDX-License-Identifier: Apache-2.0
#include "dashboards/metrics_rows.h"

namespace attnwatch {
namespace {

void Duration(const CaseSnapshot& one, const AddSeries& add) {
  if (!one.median_seconds) return;
  add(*one.p05_seconds, {{"stat", "p05"}});
  add(*one.median_seconds, {{"stat", "median"}});
  add(*one.p95_seconds, {{"stat", "p95"}});
}

void StateOfVerdict(const CaseSnapshot& one, const AddSeries& add) {
  if (one.verdict) AddStates("verdict", VerdictsBySeverity(), VerdictName, *one.verdict, add);
}

// The verdict of a judged case says it, and more.
void StateOfStatus(const CaseSnapshot& one, const AddSeries& add) {
  if (one.verdict || !one.status) return;
  AddStates("status", kStatuses, StatusName, *one.status, add);
}

template <std::optional<double> CaseSnapshot::*member>
void Number(const CaseSnapshot& one, const AddSeries& add) {
  AddKnown(one.*member, add);
}

}  // namespace

std::vector<Metric> CaseMetrics() {
  constexpr std::string_view kBoth = "both sides measured";
  return {
      {"attnwatch_case_duration_seconds", "seconds", "stat", "status ok",
       "Time of one launch, quantiles of the judged samples.", Duration},
      {"attnwatch_case_flops_per_second", "FLOPs per second", "", "status ok",
       "FLOP count over the median time.", Number<&CaseSnapshot::flops_per_second>},
      {"attnwatch_case_bytes_per_second", "bytes per second", "", "status ok",
       "Least memory traffic over the median time.", Number<&CaseSnapshot::bytes_per_second>},
      {"attnwatch_case_floor_ratio", "ratio", "", "floor known",
       "Fastest physically possible time over the median time: 1 is at the floor.",
       Number<&CaseSnapshot::floor_ratio>},
      {"attnwatch_case_clock_hertz", "hertz", "", "clock known",
       "Median clock of the device during the visits of the case.",
       Number<&CaseSnapshot::clock_hertz>},
      {"attnwatch_case_power_watts", "watts", "", "power known",
       "Median power of the board just after the visits of the case.",
       Number<&CaseSnapshot::power_watts>},
      {"attnwatch_case_change_ratio", "ratio", "", kBoth,
       "How much slower than the baseline at equal clocks: 0.05 is 5 % slower.",
       Number<&CaseSnapshot::change>},
      {"attnwatch_case_change_low_ratio", "ratio", "", kBoth,
       "Lower end of the interval of the change.", Number<&CaseSnapshot::change_low>},
      {"attnwatch_case_change_high_ratio", "ratio", "", kBoth,
       "Upper end of the interval of the change.", Number<&CaseSnapshot::change_high>},
      {"attnwatch_case_minimum_detectable_change_ratio", "ratio", "", kBoth,
       "The smallest slowdown that this comparison would have found.",
       Number<&CaseSnapshot::minimum_detectable_change>},
      {"attnwatch_case_verdict", "state set", "verdict", "judged",
       "Verdict of the case: 1 for the one that holds.", StateOfVerdict},
      {"attnwatch_case_status", "state set", "status", "not judged",
       "Status of a case of a run without a verdict: 1 for the one that holds.", StateOfStatus},
  };
}

}  // namespace attnwatch
