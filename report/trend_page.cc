// SPDX-License-Identifier: Apache-2.0
#include "report/trend_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "report/html_page.h"
#include "report/html_tables.h"
#include "report/svg.h"
#include "report/trend_page_parts.h"
#include "report/trend_plot.h"
#include "report/trend_wording.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

struct Severity {
  std::string_view title;
  std::string_view summary;
  bool is_open;
  TrendKind kind;  // where it is open
};

constexpr Severity kSeverities[] = {{"Slower", "slower", true, TrendKind::kSlower},
                                    {"Noisier", "noisier", true, TrendKind::kNoisier},
                                    {"Faster", "faster", true, TrendKind::kFaster},
                                    {"Ended", "ended", false, TrendKind::kSlower}};

bool IsOf(const TrendGroup& group, const Severity& severity) {
  return group.is_open == severity.is_open && (!group.is_open || group.kind == severity.kind);
}

using Groups = std::vector<const TrendGroup*>;

// What is told, the most severe first.
Groups Told(const TrendReport& report, const std::string& since) {
  Groups told;
  for (const Severity& severity : kSeverities) {
    for (const TrendGroup& group : report.groups) {
      if (IsOf(group, severity) && IsSince(report, group, since)) told.push_back(&group);
    }
  }
  return told;
}

std::string Join(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string RenderHead(const TrendReport& report, const Groups& told) {
  std::string counts;
  for (const Severity& severity : kSeverities) {
    const auto count = std::count_if(
        told.begin(), told.end(), [&](const TrendGroup* group) { return IsOf(*group, severity); });
    if (count == 0) continue;
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, severity.summary);
  }
  std::set<std::string> devices, grids;
  for (const CaseTrend& one : report.cases) {
    devices.insert(OneLine(one.device_key));
    grids.insert(OneLine(one.grid));
  }
  std::string range = "none";
  if (!report.nights.empty()) {
    range = DateOf(report, 0) + " to " + DateOf(report, report.nights.size() - 1);
  }
  return fmt::format("<h1>Trend: {}</h1>\n<p class=\"subtitle\">{}</p>\n",
                     counts.empty() ? "no alarm" : counts, EscapeMarkup(DescribeNights(report))) +
         RenderLabels({{"device", Join(devices)}, {"grid", Join(grids)}, {"nights", range}});
}

std::string RenderAlarms(const TrendReport& report, const Groups& told) {
  std::string html;
  for (const Severity& severity : kSeverities) {
    std::string items;
    for (const TrendGroup* group : told) {
      if (IsOf(*group, severity)) items += RenderTrendGroup(report, *group);
    }
    if (items.empty()) continue;
    html += fmt::format("<h3>{}</h3>\n<ul class=\"alarms\">\n{}</ul>\n", severity.title, items);
  }
  return html.empty() ? "<p class=\"muted\">None.</p>\n" : html;
}

// The places of the cases to draw: those that are told of first, and all others where wanted.
std::vector<size_t> ChoosePlaces(const TrendReport& report, const Groups& told, bool all_cases) {
  std::vector<size_t> places;
  std::set<size_t> seen;
  const auto add = [&](size_t place) {
    if (!report.points[place].empty() && seen.insert(place).second) places.push_back(place);
  };
  for (const TrendGroup* group : told) {
    for (const TrendMember& member : group->members) add(member.trend);
  }
  for (size_t i = 0; all_cases && i < report.cases.size(); ++i) add(i);
  return places;
}

// As many of them as a browser can show.
std::vector<DrawnCase> Draw(const TrendReport& report, const std::vector<size_t>& places) {
  std::vector<DrawnCase> drawn;
  size_t nights = 0;
  for (const size_t place : places) {
    nights += report.points[place].size();
    if (drawn.size() == kTrendPlotsMost || (nights > kTrendNightsMost && !drawn.empty())) break;
    drawn.push_back({place, FindSteps(report.points[place])});
  }
  return drawn;
}

std::string RenderPlots(const TrendReport& report, const std::vector<DrawnCase>& drawn,
                        size_t wanted) {
  std::string html = fmt::format("<p class=\"muted\">{} of {} cases that alarm or were asked for",
                                 drawn.size(), wanted);
  html += drawn.size() < wanted
              ? fmt::format(
                    "; a page holds {} cases and {} nights: ask for fewer with --case, "
                    "--device or --grid.</p>\n",
                    kTrendPlotsMost, kTrendNightsMost)
              : ".</p>\n";
  for (const DrawnCase& one : drawn) {
    const CaseTrend& trend = report.cases[one.place];
    html += fmt::format("<h3>{} <span class=\"muted\">{}: {}</span></h3>\n",
                        EscapeMarkup(OneLine(trend.labels.Name())),
                        EscapeMarkup(OneLine(trend.device_key)),
                        EscapeMarkup(DescribeState(report, one.place)));
    html += RenderTrendPlot(report, one.place, one.steps);
  }
  return html;
}

std::vector<size_t> Others(const TrendReport& report, const std::vector<DrawnCase>& drawn) {
  std::set<size_t> shown;
  for (const DrawnCase& one : drawn) shown.insert(one.place);
  std::vector<size_t> others;
  for (size_t i = 0; i < report.cases.size(); ++i) {
    if (shown.count(i) == 0) others.push_back(i);
  }
  return others;
}

}  // namespace

std::string RenderTrendPage(const TrendReport& report, const TrendTextOptions& options) {
  const Groups told = Told(report, options.since);
  const std::vector<size_t> places = ChoosePlaces(report, told, options.all_cases);
  const std::vector<DrawnCase> drawn = Draw(report, places);
  const std::string steps = RenderSteps(report, drawn);
  std::string body = RenderHead(report, told);
  body += RenderSection("Alarms", "", RenderAlarms(report, told));
  body += RenderSection(
      "Environments",
      "Another environment has a reference of its own. It is compared with the one before: "
      "what differs by more than the margin and chance is an alarm.",
      RenderEnvironments(report));
  body +=
      "<input id=\"filter\" type=\"search\" aria-label=\"Filter the tables\" "
      "placeholder=\"Filter the tables\">\n";
  body += RenderSection(
      "Steps",
      "Where the level of a drawn case changed for three nights or more, and in parentheses the "
      "dates that are about as likely. A creep is several steps.",
      steps.empty() ? "<p class=\"muted\">None.</p>\n" : steps);
  body += RenderSection(
      "Cases",
      "A point a night, at equal clocks, against the reference. Shaded: twice the deviation of a "
      "night. Black: the level between steps. Triangle: the night of the alarm; its bar: since "
      "when and until when. Dashed: another environment, or accepted. Hollow: beyond the frame. "
      "Point at them.",
      RenderPlots(report, drawn, places.size()));
  const std::vector<size_t> others = Others(report, drawn);
  if (!others.empty()) {
    body += RenderSection("Other cases", "The last nights of the present environment.",
                          RenderSparklines(report, others));
  }
  return RenderPage("attnwatch: trend", body);
}

}  // namespace attnwatch
