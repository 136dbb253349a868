// SPDX-License-Identifier: Apache-2.0
#include "report/trend_wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/environment_change.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

std::string ScopeText(const TrendReport& report, const TrendGroup& group) {
  const CaseTrend& first = report.cases[group.members.front().trend];
  const std::string where = group.device_key.empty() ? "all devices" : OneLine(group.device_key);
  switch (group.scope) {
    case TrendScope::kCase:
      return OneLine(first.labels.Name()) + " on " + where;
    case TrendScope::kClass:
      return "class " + OneLine(group.alignment_class) + " of " + OneLine(group.kernel) + " on " +
             where;
    case TrendScope::kKernel:
      return OneLine(group.kernel) + " on " + where;
    case TrendScope::kDevice:
      return where + ", all kernels";
    case TrendScope::kGlobal:
      return where;
  }
  return where;
}

std::string DateOf(const TrendReportNight& night) { return night.started_at.substr(0, 10); }

// The commits that it came with.
std::string DescribeRange(const TrendReport& report, const TrendGroup& group) {
  const size_t first_bad = FirstBad(group);
  const std::string bad =
      fmt::format("{} ({})", CommitOf(report, first_bad), DateOf(report, first_bad));
  if (!group.last_good) return "commits: up to " + bad + "; no earlier night was free of it";
  return fmt::format("commits: after {} ({}), up to {}", CommitOf(report, *group.last_good),
                     DateOf(report, *group.last_good), bad);
}

}  // namespace

std::string CommitOf(const TrendReport& report, size_t night) {
  const std::string& commit = report.nights[night].commit;
  return commit.empty() ? "unknown" : OneLine(commit.substr(0, 12));
}

std::string DateOf(const TrendReport& report, size_t night) { return DateOf(report.nights[night]); }

size_t FirstBad(const TrendGroup& group) { return group.changed.value_or(group.first_raised); }

std::string DescribeGroup(const TrendReport& report, const TrendGroup& group) {
  std::string text = ScopeText(report, group) + ": ";
  if (group.scope != TrendScope::kCase) {
    std::set<size_t> cases;
    for (const TrendMember& member : group.members) cases.insert(member.trend);
    text += fmt::format("{} of {} cases ", cases.size(), group.watched);
  }
  text += TrendKindName(group.kind);
  if (group.kind != TrendKind::kNoisier) text += " by " + FormatChange(group.log_ratio);
  return text;
}

std::string DescribeAlarm(const TrendReport& report, const TrendGroup& group) {
  const bool is_slowdown = IsSlowdown(group);
  // The clock of all that runs there is the machine's business.
  const bool is_note = group.kind == TrendKind::kSlower && !is_slowdown;
  const char* const begin = is_note ? "note " : group.is_open ? "ALARM " : "ended ";
  return begin + DescribeGroup(report, group) + (is_slowdown ? ", unconfirmed" : "");
}

std::vector<std::string> ChangesWithin(const TrendReport& report, const TrendGroup& group) {
  std::vector<std::string> changes;
  const CaseTrend& first = report.cases[group.members.front().trend];
  const TrendReportNight* before = nullptr;
  for (size_t i = group.last_good.value_or(0); i <= group.last_raised; ++i) {
    const TrendReportNight& night = report.nights[i];
    if (night.device_key != first.device_key || night.grid != first.grid) continue;
    if (before != nullptr && before->environment != night.environment) {
      changes.push_back(EnvironmentChange(before->environment, night.environment) + " (" +
                        DateOf(night) + ")");
    }
    before = &night;
  }
  return changes;
}

std::vector<std::string> DescribeOrigin(const TrendReport& report, const TrendGroup& group) {
  std::vector<std::string> lines;
  if (group.cause == TrendCause::kClock) {
    lines.push_back("cause clock: other cases kept theirs; at equal clocks it is not slower");
  }
  if (group.last_good && group.changed) {
    const std::string& before = report.nights[*group.last_good].environment;
    const std::string& after = report.nights[*group.changed].environment;
    lines.push_back("with " + EnvironmentChange(before, after) + " (" +
                    EnvironmentParts(before, after) + ")");
    lines.push_back(
        "the nights cannot tell it from the commits of the same range; the gate can, with both "
        "builds in the new environment: equal ones mean that it was not the code");
  }
  lines.push_back(DescribeRange(report, group));
  if (!group.changed) {
    for (const std::string& change : ChangesWithin(report, group)) {
      lines.push_back("in between: " + change);
    }
  }
  return lines;
}

bool IsSince(const TrendReport& report, const TrendGroup& group, const std::string& since) {
  return std::any_of(group.members.begin(), group.members.end(), [&](const TrendMember& member) {
    const TrendAlarm& alarm = report.cases[member.trend].trend.alarms[member.alarm];
    return !alarm.ended || report.nights[*alarm.ended].started_at >= since;
  });
}

std::string DescribeNights(const TrendReport& report) {
  size_t learning = 0, two_states = 0, silent = 0;
  for (const CaseTrend& one : report.cases) {
    learning += one.trend.state.is_learning ? 1 : 0;
    two_states += one.trend.state.two_states ? 1 : 0;
    silent += one.trend.alarms.empty() && !one.trend.state.is_learning ? 1 : 0;
  }
  std::string text =
      fmt::format("{} nights, {} cases: {} without any alarm, {} with too few nights to judge by",
                  report.nights.size(), report.cases.size(), silent, learning);
  if (two_states > 0) {
    text += fmt::format("; {} jump between two states and alarm only beyond them", two_states);
  }
  if (report.skipped_nights > 0) {
    text += fmt::format("; {} nights skipped: planted, dirty or incomplete", report.skipped_nights);
  }
  return text;
}

}  // namespace attnwatch
