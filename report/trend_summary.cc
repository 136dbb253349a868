// SPDX-License-Identifier: Apache-2.0
#include "report/trend_summary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "report/trend_commands.h"
#include "report/trend_wording.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// A change is the median of this many nights against the median of those of the reference.
constexpr size_t kLastNights = 5;
constexpr double kNormal95 = 1.96;
// A median scatters by sqrt(pi/2) of what a mean does.
const double kMedianDeviation = std::sqrt(std::acos(-1) / 2);

bool IsOf(const TrendReportNight& night, const CaseTrend& one) {
  return night.device_key == one.device_key && night.grid == one.grid;
}

TrendSize SizeOf(const TrendReport& report, const TrendMember& member) {
  const Trend& trend = report.cases[member.trend].trend;
  const TrendAlarm& alarm = trend.alarms[member.alarm];
  TrendSize size;
  size.log_ratio = alarm.log_ratio;
  if (alarm.ended || alarm.kind == TrendKind::kNoisier) return size;
  size_t before = 0, since = 0;
  bool same_epoch = false;
  for (const TrendPoint& point : report.points[member.trend]) {
    if (point.epoch != trend.state.epoch) continue;
    same_epoch = same_epoch || point.night == alarm.raised;
    const bool is_good = alarm.last_good && point.night <= *alarm.last_good;
    ++(is_good ? before : since);
  }
  if (!same_epoch || before == 0) return size;
  const TrendPolicy policy;
  const auto reference = static_cast<double>(std::min(before, policy.reference_most));
  const auto now = static_cast<double>(std::min(since, kLastNights));
  const double error =
      kMedianDeviation * trend.state.deviation * std::sqrt(1 / reference + 1 / now);
  size.low = alarm.log_ratio - kNormal95 * error;
  size.high = alarm.log_ratio + kNormal95 * error;
  return size;
}

template <double TrendSize::*member>
double MedianOf(const std::vector<TrendSummaryCase>& cases) {
  std::vector<double> values;
  for (const TrendSummaryCase& one : cases) {
    if (std::isfinite(one.size.*member)) values.push_back(one.size.*member);
  }
  return Median(std::move(values)).value_or(TrendSize{}.*member);
}

// The first night of the first member's device and grid after the last good one.
std::string Since(const TrendReport& report, const TrendGroup& group) {
  if (!group.last_good) return "";
  for (size_t i = *group.last_good + 1; i <= FirstBad(group); ++i) {
    if (IsOf(report.nights[i], report.cases[group.members.front().trend])) {
      return report.nights[i].started_at;
    }
  }
  return report.nights[FirstBad(group)].started_at;
}

TrendSummaryGroup SummarizeGroup(const TrendReport& report, const TrendGroup& group) {
  TrendSummaryGroup one;
  one.title = DescribeGroup(report, group);
  one.kind = group.kind;
  one.cause = group.cause;
  one.scope = group.scope;
  one.is_open = group.is_open;
  one.device_key = group.device_key;
  one.kernel = group.kernel;
  one.alignment_class = group.alignment_class;
  one.grid = report.cases[group.members.front().trend].grid;
  one.watched = group.watched;
  one.since = Since(report, group);
  one.called = report.nights[group.first_raised].started_at;
  for (const TrendMember& member : group.members) {
    const CaseTrend& of = report.cases[member.trend];
    const TrendAlarm& alarm = of.trend.alarms[member.alarm];
    one.cases.push_back({of.device_key, of.grid, of.labels, !alarm.ended, SizeOf(report, member)});
    if (!group.is_open) one.ended = std::max(one.ended, report.nights[*alarm.ended].started_at);
  }
  one.size = {group.log_ratio, MedianOf<&TrendSize::low>(one.cases),
              MedianOf<&TrendSize::high>(one.cases)};
  if (group.last_good) one.last_good_commit = report.nights[*group.last_good].commit;
  one.called_commit = report.nights[group.first_raised].commit;
  one.environment_changes = ChangesWithin(report, group);
  if (IsSlowdown(group)) one.confirm = ConfirmCommand(report, group);
  return one;
}

// The cases with an open alarm of that kind; not where the clock of all of them is the machine's.
std::set<size_t> OpenCases(const TrendReport& report, TrendKind kind) {
  std::set<size_t> cases;
  for (const TrendGroup& group : report.groups) {
    if (group.kind != kind || (kind == TrendKind::kSlower && !IsSlowdown(group))) continue;
    for (const TrendMember& member : group.members) {
      if (!report.cases[member.trend].trend.alarms[member.alarm].ended) cases.insert(member.trend);
    }
  }
  return cases;
}

std::vector<TrendSummaryKernel> SummarizeKernels(const TrendReport& report) {
  std::map<std::tuple<std::string, std::string, std::string>, TrendSummaryKernel> kernels;
  const std::set<size_t> slower = OpenCases(report, TrendKind::kSlower);
  const std::set<size_t> faster = OpenCases(report, TrendKind::kFaster);
  const std::set<size_t> noisier = OpenCases(report, TrendKind::kNoisier);
  for (size_t i = 0; i < report.cases.size(); ++i) {
    const CaseTrend& one = report.cases[i];
    const std::string& kernel = one.labels.Get("kernel");
    TrendSummaryKernel& of = kernels[{one.device_key, one.grid, kernel}];
    of.device_key = one.device_key;
    of.grid = one.grid;
    of.kernel = kernel;
    ++of.cases;
    of.learning += one.trend.state.is_learning ? 1 : 0;
    of.slower += slower.count(i);
    of.faster += faster.count(i);
    of.noisier += noisier.count(i);
  }
  std::vector<TrendSummaryKernel> all;
  for (auto& [key, kernel] : kernels) {
    for (const TrendReportNight& night : report.nights) {
      if (night.device_key != kernel.device_key || night.grid != kernel.grid) continue;
      ++kernel.nights;
      kernel.last_night = std::max(kernel.last_night, night.started_at);
    }
    if (kernel.nights > 0) all.push_back(std::move(kernel));
  }
  return all;
}

}  // namespace

std::string_view TrendConfirmationName(TrendConfirmation confirmation) {
  switch (confirmation) {
    case TrendConfirmation::kUnconfirmed:
      return "unconfirmed";
    case TrendConfirmation::kConfirmed:
      return "confirmed";
    case TrendConfirmation::kNotConfirmed:
      return "not_confirmed";
  }
  return "";
}

bool IsSlowdown(const TrendSummaryGroup& group) {
  return IsSlowdown(group.kind, group.scope, group.cause);
}

TrendSummary SummarizeTrend(const TrendReport& report) {
  TrendSummary summary;
  summary.kernels = SummarizeKernels(report);
  for (const TrendGroup& group : report.groups) {
    summary.groups.push_back(SummarizeGroup(report, group));
  }
  summary.skipped_nights = report.skipped_nights;
  return summary;
}

}  // namespace attnwatch
