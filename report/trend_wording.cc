// SPDX-License-Identifier: Apache-2.0
#include "report/trend_wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

std::map<std::string, std::string> ParseEnvironment(const std::string& text) {
  std::map<std::string, std::string> facts;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const size_t equals = std::min(line.find('='), line.size());
    facts[line.substr(0, equals)] = equals < line.size() ? line.substr(equals + 1) : "";
  }
  return facts;
}

std::string Shown(const std::string& value) { return value.empty() ? "unknown" : OneLine(value); }

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

}  // namespace

std::string EnvironmentChange(const std::string& before, const std::string& after) {
  std::map<std::string, std::string> old_facts = ParseEnvironment(before);
  std::map<std::string, std::string> new_facts = ParseEnvironment(after);
  std::set<std::string> names;
  for (const auto* facts : {&old_facts, &new_facts}) {
    for (const auto& [name, value] : *facts) names.insert(name);
  }
  std::string text;
  for (const std::string& name : names) {
    if (old_facts[name] == new_facts[name]) continue;
    text += (text.empty() ? "" : ", ") + OneLine(name) + ' ' + Shown(old_facts[name]) + " -> " +
            Shown(new_facts[name]);
  }
  return text;
}

std::string CommitOf(const TrendReport& report, size_t night) {
  const std::string& commit = report.nights[night].commit;
  return commit.empty() ? "unknown" : OneLine(commit.substr(0, 12));
}

std::string DateOf(const TrendReport& report, size_t night) {
  return report.nights[night].started_at.substr(0, 10);
}

std::string DescribeGroup(const TrendReport& report, const TrendGroup& group) {
  std::string text = ScopeText(report, group) + ": ";
  if (group.scope != TrendScope::kCase) {
    std::set<size_t> cases;
    for (const TrendMember& member : group.members) cases.insert(member.trend);
    text += fmt::format("{} of {} cases ", cases.size(), group.watched);
  }
  text += TrendKindName(group.kind);
  if (group.kind != TrendKind::kNoisier) text += " by " + FormatChange(group.log_ratio);
  if (group.kind == TrendKind::kSlower) text += ", unconfirmed";
  return text;
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
                        night.started_at.substr(0, 10) + ")");
    }
    before = &night;
  }
  return changes;
}

std::string DescribeRange(const TrendReport& report, const TrendGroup& group) {
  const std::string bad = fmt::format("{} ({})", CommitOf(report, group.first_raised),
                                      DateOf(report, group.first_raised));
  if (!group.last_good) return "commits: up to " + bad + "; no earlier night was free of it";
  return fmt::format("commits: after {} ({}), up to {}", CommitOf(report, *group.last_good),
                     DateOf(report, *group.last_good), bad);
}

std::string DescribeConfirm(const TrendReport& report, const TrendGroup& group) {
  if (!group.last_good || report.nights[*group.last_good].commit.empty() ||
      report.nights[group.first_raised].commit.empty()) {
    return "confirm: attnwatch gate, with a build of before and one of now";
  }
  if (CommitOf(report, *group.last_good) == CommitOf(report, group.first_raised)) {
    return "one commit: not our code; look at the machine (attnwatch aa)";
  }
  return fmt::format("confirm: ci/gate.sh --base={} --head={} --grid={}",
                     CommitOf(report, *group.last_good), CommitOf(report, group.first_raised),
                     OneLine(report.nights[group.first_raised].grid));
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
