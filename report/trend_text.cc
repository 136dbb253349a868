// SPDX-License-Identifier: Apache-2.0
#include "report/trend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>

#include "report/text.h"
#include "report/trend_commands.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr size_t kSparkNights = 60;
constexpr size_t kNamedCases = 3;

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

// What else changed while it came: of the nights of its device in that range.
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

std::string FormatRange(const TrendReport& report, const TrendGroup& group) {
  const std::string bad = fmt::format("{} ({})", TrendCommit(report, group.first_raised),
                                      report.nights[group.first_raised].started_at.substr(0, 10));
  if (!group.last_good) return "commits: up to " + bad + "; no earlier night was free of it";
  return fmt::format("commits: after {} ({}), up to {}", TrendCommit(report, *group.last_good),
                     report.nights[*group.last_good].started_at.substr(0, 10), bad);
}

std::string FormatGroup(const TrendReport& report, const TrendGroup& group) {
  std::string text = group.is_open ? "ALARM " : "ended ";
  text += ScopeText(report, group) + ": ";
  if (group.scope != TrendScope::kCase) {
    std::set<size_t> cases;
    for (const TrendMember& member : group.members) cases.insert(member.trend);
    text += fmt::format("{} of {} cases ", cases.size(), group.watched);
  }
  text += TrendKindName(group.kind);
  if (group.kind != TrendKind::kNoisier) text += " by " + FormatChange(group.log_ratio);
  if (group.kind == TrendKind::kSlower) text += ", unconfirmed";
  text = WrapText(text, 0);
  text += WrapText(FormatRange(report, group), 4);
  for (const std::string& change : ChangesWithin(report, group)) {
    text += WrapText("in between: " + change, 4);
  }
  if (group.is_open && group.kind == TrendKind::kSlower) {
    text += FormatTrendCommands(report, group);
    text += WrapText("or, where it is meant: attnwatch accept RUN --reason=...", 4);
  }
  if (group.scope != TrendScope::kCase) {
    for (size_t i = 0; i < std::min(group.members.size(), kNamedCases); ++i) {
      text += WrapText(OneLine(report.cases[group.members[i].trend].labels.Name()), 6);
    }
  }
  return text;
}

std::string FormatCase(const TrendReport& report, size_t place) {
  const CaseTrend& one = report.cases[place];
  const TrendState& state = one.trend.state;
  std::vector<double> values, last;
  for (const TrendPoint& point : report.points[place]) {
    // Another epoch has another level, which says nothing of this one.
    if (point.epoch == state.epoch) values.push_back(point.log_seconds);
  }
  if (values.size() > kSparkNights) values.erase(values.begin(), values.end() - kSparkNights);
  std::string text = OneLine(one.labels.Name()) + " (" + OneLine(one.device_key) + ")\n    ";
  text += Sparkline(values, state.deviation) + "  ";
  if (state.is_learning) {
    return text + fmt::format("{} nights: too few to judge by\n", state.nights);
  }
  const size_t count = std::min<size_t>(values.size(), 5);
  double sum = 0;
  for (size_t i = values.size() - count; i < values.size(); ++i) sum += values[i];
  text += fmt::format("{} now, finds {}", FormatChange(sum / double(count) - state.reference),
                      FormatPercent(state.minimum_detectable_log_ratio));
  if (state.two_states) {
    text += fmt::format(", two states {} apart", FormatPercent(state.two_states->gap));
  }
  return text + '\n';
}

// Whether any of it went on at that date or later.
bool IsSince(const TrendReport& report, const TrendGroup& group, const std::string& since) {
  return std::any_of(group.members.begin(), group.members.end(), [&](const TrendMember& member) {
    const TrendAlarm& alarm = report.cases[member.trend].trend.alarms[member.alarm];
    return !alarm.ended || report.nights[*alarm.ended].started_at >= since;
  });
}

std::string FormatSummary(const TrendReport& report) {
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
  return WrapText(text, 0);
}

}  // namespace

std::string Sparkline(const std::vector<double>& values, double deviation) {
  static constexpr std::array<const char*, 8> kSigns = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  if (values.empty()) return "";
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double middle = (*least + *most) / 2;
  const double span = std::max({*most - *least, 4 * deviation, 1e-9});
  std::string text;
  for (const double value : values) {
    const double place = (value - middle) / span + 0.5;
    text += kSigns[static_cast<size_t>(std::clamp(place * 8, 0.0, 7.0))];
  }
  return text;
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

std::string FormatTrend(const TrendReport& report, const TrendTextOptions& options) {
  std::string text;
  for (const TrendGroup& group : report.groups) {
    if (IsSince(report, group, options.since)) text += FormatGroup(report, group) + '\n';
  }
  for (size_t i = 0; i < report.cases.size(); ++i) {
    const auto& alarms = report.cases[i].trend.alarms;
    const bool has_open = std::any_of(alarms.begin(), alarms.end(),
                                      [](const TrendAlarm& alarm) { return !alarm.ended; });
    if (options.all_cases || has_open) text += FormatCase(report, i);
  }
  return text + FormatSummary(report);
}

}  // namespace attnwatch
