// SPDX-License-Identifier: Apache-2.0
#include "report/trend_alarm.h"

#include <fmt/format.h>

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

}  // namespace

std::string TrendScopeText(const TrendReport& report, const TrendGroup& group) {
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

std::string TrendSizeText(const TrendGroup& group) {
  std::string text;
  if (group.scope != TrendScope::kCase) {
    std::set<size_t> cases;
    for (const TrendMember& member : group.members) cases.insert(member.trend);
    text = fmt::format("{} of {} cases ", cases.size(), group.watched);
  }
  text += TrendKindName(group.kind);
  if (group.kind != TrendKind::kNoisier) text += " by " + FormatChange(group.log_ratio);
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

std::string CommitOf(const TrendReport& report, size_t night) {
  const std::string& commit = report.nights[night].commit;
  return commit.empty() ? "unknown" : OneLine(commit.substr(0, 12));
}

std::string ConfirmCommand(const TrendReport& report, const TrendGroup& group) {
  if (!group.last_good || report.nights[*group.last_good].commit.empty() ||
      report.nights[group.first_raised].commit.empty()) {
    return "";
  }
  const std::string base = CommitOf(report, *group.last_good);
  const std::string head = CommitOf(report, group.first_raised);
  if (base == head) return "";
  return fmt::format("ci/gate.sh --base={} --head={} --grid={}", base, head,
                     OneLine(report.nights[group.first_raised].grid));
}

std::string ConfirmAdvice(const TrendReport& report, const TrendGroup& group) {
  const std::string command = ConfirmCommand(report, group);
  if (!command.empty()) return "confirm: " + command;
  if (group.last_good && !report.nights[*group.last_good].commit.empty() &&
      CommitOf(report, *group.last_good) == CommitOf(report, group.first_raised)) {
    return "one commit: not our code; look at the machine (attnwatch aa)";
  }
  return "confirm: attnwatch gate, with a build of before and one of now";
}

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

}  // namespace attnwatch
