// SPDX-License-Identifier: Apache-2.0
#include "report/trend_page_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/environment_change.h"
#include "report/svg.h"
#include "report/trend_commands.h"
#include "report/trend_text.h"
#include "report/trend_wording.h"
#include "report/units.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr size_t kNamedCases = 12;
constexpr size_t kEnvironmentsMost = 100;
constexpr size_t kSparklinesMost = 2000;

std::string TableHead(const std::vector<std::string_view>& names) {
  std::string html = "<div class=\"tall\"><table class=\"cases\">\n<thead><tr>";
  for (const std::string_view name : names) {
    html += fmt::format("<th scope=\"col\"><button type=\"button\">{}</button></th>", name);
  }
  return html + "</tr></thead>\n<tbody>\n";
}

constexpr std::string_view kTableEnd = "</tbody></table></div>\n";

std::string LeftOut(size_t count, std::string_view what) {
  return count == 0 ? ""
                    : fmt::format("<p class=\"muted\">{} {} are not shown.</p>\n", count, what);
}

std::string RenderMembers(const TrendReport& report, const TrendGroup& group) {
  if (group.scope == TrendScope::kCase) return "";
  std::string html;
  for (size_t i = 0; i < std::min(group.members.size(), kNamedCases); ++i) {
    if (i > 0) html += ", ";
    html += EscapeMarkup(OneLine(report.cases[group.members[i].trend].labels.Name()));
  }
  if (group.members.size() > kNamedCases) {
    html += fmt::format(" and {} more", group.members.size() - kNamedCases);
  }
  return "<br><span class=\"evidence\">" + html + "</span>";
}

}  // namespace

std::string RenderTrendGroup(const TrendReport& report, const TrendGroup& group) {
  std::string html = "<li><b>" + EscapeMarkup(DescribeAlarm(report, group)) + "</b>";
  for (const std::string& line : DescribeOrigin(report, group)) {
    html += "<br>" + EscapeMarkup(line);
  }
  for (const std::string& line : TrendAdvice(report, group)) {
    html += "<br><code>" + EscapeMarkup(line) + "</code>";
  }
  return html + RenderMembers(report, group) + "</li>\n";
}

std::string RenderEnvironments(const TrendReport& report) {
  std::map<std::pair<std::string, std::string>, const TrendReportNight*> before;
  std::string html;
  size_t count = 0;
  for (const TrendReportNight& night : report.nights) {
    const TrendReportNight*& last = before[{night.device_key, night.grid}];
    if (last != nullptr && last->environment != night.environment && ++count <= kEnvironmentsMost) {
      html +=
          "<li>" +
          EscapeMarkup(OneLine(night.started_at.substr(0, 10)) + ", " + OneLine(night.device_key) +
                       ": " + EnvironmentChange(last->environment, night.environment)) +
          "</li>\n";
    }
    last = &night;
  }
  if (html.empty()) return "<p class=\"muted\">All nights have the same.</p>\n";
  return "<ul>\n" + html + "</ul>\n" +
         LeftOut(count - std::min(count, kEnvironmentsMost), "later changes");
}

std::string RenderSteps(const TrendReport& report, const std::vector<DrawnCase>& drawn) {
  std::string rows;
  for (const DrawnCase& one : drawn) {
    for (const TrendStep& step : one.steps) {
      rows += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\" "
          "data-value=\"{:.6f}\">{}</td></tr>\n",
          EscapeMarkup(OneLine(report.cases[one.place].labels.Name())),
          EscapeMarkup(OneLine(report.cases[one.place].device_key)),
          EscapeMarkup(DescribeStepDate(report, step)),
          EscapeMarkup(DescribeStepCommits(report, step)), step.log_ratio(),
          FormatChange(step.log_ratio()));
    }
  }
  if (rows.empty()) return "";
  return TableHead({"case", "device", "first night after it", "commits", "size"}) + rows +
         std::string(kTableEnd);
}

std::string RenderSparklines(const TrendReport& report, const std::vector<size_t>& places) {
  std::string html = TableHead({"case", "device", "last nights", "state"});
  for (size_t i = 0; i < std::min(places.size(), kSparklinesMost); ++i) {
    const CaseTrend& one = report.cases[places[i]];
    html += "<tr><td>" + EscapeMarkup(OneLine(one.labels.Name())) + "</td><td>" +
            EscapeMarkup(OneLine(one.device_key)) + "</td><td>" +
            RecentSparkline(report, places[i]) + "</td><td>" +
            EscapeMarkup(DescribeState(report, places[i])) + "</td></tr>\n";
  }
  return html + std::string(kTableEnd) +
         LeftOut(places.size() - std::min(places.size(), kSparklinesMost), "cases");
}

}  // namespace attnwatch
