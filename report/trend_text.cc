// SPDX-License-Identifier: Apache-2.0
#include "report/trend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/environment_change.h"
#include "report/text.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr size_t kSparkNights = 60;
constexpr size_t kNamedCases = 3;

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

std::string CommitOf(const TrendReport& report, size_t night) {
  const std::string& commit = report.nights[night].commit;
  return commit.empty() ? "unknown" : OneLine(commit.substr(0, 12));
}

// "driver 1 -> 2 (another driver)".
std::string EnvironmentOf(const TrendReport& report, const TrendGroup& group) {
  if (!group.last_good || !group.changed) return "";
  const std::string& before = report.nights[*group.last_good].environment;
  const std::string& after = report.nights[*group.changed].environment;
  return EnvironmentChange(before, after) + " (" + EnvironmentParts(before, after) + ")";
}

std::string FormatRange(const TrendReport& report, const TrendGroup& group) {
  const size_t first_bad = group.changed.value_or(group.first_raised);
  const std::string bad = fmt::format("{} ({})", CommitOf(report, first_bad),
                                      report.nights[first_bad].started_at.substr(0, 10));
  if (!group.last_good) return "commits: up to " + bad + "; no earlier night was free of it";
  return fmt::format("commits: after {} ({}), up to {}", CommitOf(report, *group.last_good),
                     report.nights[*group.last_good].started_at.substr(0, 10), bad);
}

// The command that settles it: both builds in turns on one device, in one environment.
std::string FormatConfirm(const TrendReport& report, const TrendGroup& group) {
  const bool is_environment = group.cause == TrendCause::kEnvironment;
  const size_t first_bad = group.changed.value_or(group.first_raised);
  if (!group.last_good || report.nights[*group.last_good].commit.empty() ||
      report.nights[first_bad].commit.empty()) {
    return "confirm: attnwatch gate, with a build of before and one of now";
  }
  if (CommitOf(report, *group.last_good) == CommitOf(report, first_bad)) {
    return is_environment ? "one commit: not our code, but the new environment"
                          : "one commit: not our code; look at the machine (attnwatch aa)";
  }
  return fmt::format("confirm: ci/gate.sh --base={} --head={} --grid={}",
                     CommitOf(report, *group.last_good), CommitOf(report, first_bad),
                     OneLine(report.nights[first_bad].grid));
}

// What the numbers alone do not say.
std::string FormatCause(const TrendReport& report, const TrendGroup& group) {
  if (group.cause == TrendCause::kClock) {
    return WrapText("cause clock: other cases kept theirs; at equal clocks it is not slower", 4);
  }
  if (!group.changed) return "";
  return WrapText("with " + EnvironmentOf(report, group), 4) +
         WrapText(
             "the nights cannot tell it from the commits of the same range; the gate can, with "
             "both builds in the new environment: equal ones mean that it was not the code",
             4);
}

std::string FormatGroup(const TrendReport& report, const TrendGroup& group) {
  std::string text = group.is_open ? "ALARM " : "ended ";
  // The clock of all that runs there: the machine's business.
  if (group.kind == TrendKind::kSlower && !IsSlowdown(group)) text = "note ";
  text += ScopeText(report, group) + ": ";
  if (group.scope != TrendScope::kCase) {
    std::set<size_t> cases;
    for (const TrendMember& member : group.members) cases.insert(member.trend);
    text += fmt::format("{} of {} cases ", cases.size(), group.watched);
  }
  text += TrendKindName(group.kind);
  if (group.kind != TrendKind::kNoisier) text += " by " + FormatChange(group.log_ratio);
  if (IsSlowdown(group)) text += ", unconfirmed";
  text = WrapText(text, 0);
  text += FormatCause(report, group);
  text += WrapText(FormatRange(report, group), 4);
  if (!group.changed) {
    for (const std::string& change : ChangesWithin(report, group)) {
      text += WrapText("in between: " + change, 4);
    }
  }
  if (group.is_open && IsSlowdown(group)) {
    text += WrapText(FormatConfirm(report, group), 4);
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
