// SPDX-License-Identifier: Apache-2.0
#include "report/trend_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/text.h"
#include "report/trend_commands.h"
#include "report/trend_wording.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr size_t kSparkNights = 60;
constexpr size_t kNamedCases = 3;
constexpr size_t kOpenLines = 20;

std::string FormatGroup(const TrendReport& report, const TrendGroup& group) {
  std::string text = WrapText(DescribeAlarm(report, group), 0);
  for (const std::string& line : DescribeOrigin(report, group)) text += WrapText(line, 4);
  // However long: they are copied.
  for (const std::string& line : TrendAdvice(report, group)) text += "    " + line + '\n';
  if (group.scope != TrendScope::kCase) {
    for (size_t i = 0; i < std::min(group.members.size(), kNamedCases); ++i) {
      text += WrapText(OneLine(report.cases[group.members[i].trend].labels.Name()), 6);
    }
  }
  return text;
}

// Another epoch has another level, which says nothing of this one.
std::vector<double> CurrentValues(const TrendReport& report, size_t place) {
  std::vector<double> values;
  for (const TrendPoint& point : report.points[place]) {
    if (point.epoch == report.cases[place].trend.state.epoch) values.push_back(point.log_seconds);
  }
  return values;
}

std::string FormatCase(const TrendReport& report, size_t place) {
  const CaseTrend& one = report.cases[place];
  return OneLine(one.labels.Name()) + " (" + OneLine(one.device_key) + ")\n    " +
         RecentSparkline(report, place) + "  " + DescribeState(report, place) + '\n';
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

std::string RecentSparkline(const TrendReport& report, size_t place) {
  const TrendState& state = report.cases[place].trend.state;
  std::vector<double> values = CurrentValues(report, place);
  if (values.size() > kSparkNights) values.erase(values.begin(), values.end() - kSparkNights);
  return Sparkline(values, state.deviation);
}

std::string DescribeState(const TrendReport& report, size_t place) {
  const TrendState& state = report.cases[place].trend.state;
  if (state.is_learning) return fmt::format("{} nights: too few to judge by", state.nights);
  const std::vector<double> values = CurrentValues(report, place);
  const size_t count = std::min<size_t>(values.size(), 5);
  double sum = 0;
  for (size_t i = values.size() - count; i < values.size(); ++i) sum += values[i];
  std::string text =
      fmt::format("{} now, finds {}", FormatChange(sum / double(count) - state.reference),
                  FormatPercent(state.minimum_detectable_log_ratio));
  if (state.two_states) {
    text += fmt::format(", two states {} apart", FormatPercent(state.two_states->gap));
  }
  return text;
}

std::string FormatOpenAlarms(const TrendSummary& summary) {
  std::string text;
  size_t open = 0;
  for (const TrendSummaryGroup& group : summary.groups) {
    if (!group.is_open || ++open > kOpenLines) continue;
    text += "TREND: " + group.title;
    if (!group.since.empty()) text += " since " + group.since.substr(0, 10);
    if (IsSlowdown(group)) {
      text += group.confirmation == TrendConfirmation::kNotConfirmed
                  ? ", not confirmed"
                  : ", " + std::string(TrendConfirmationName(group.confirmation));
      if (!group.confirmation_detail.empty()) text += " (" + group.confirmation_detail + ')';
      const bool is_settled = group.confirmation != TrendConfirmation::kUnconfirmed;
      if (!is_settled && !group.confirm.empty()) text += "; confirm: " + group.confirm;
    }
    text += '\n';
  }
  if (open > kOpenLines) text += fmt::format("TREND: and {} more\n", open - kOpenLines);
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
  return text + WrapText(DescribeNights(report), 0);
}

}  // namespace attnwatch
