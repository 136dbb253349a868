// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_html.h"

#include <fmt/format.h>

#include "report/figure_svg.h"
#include "report/html_page.h"
#include "report/html_tables.h"
#include "report/svg.h"
#include "report/units.h"
#include "report/verdict_html_parts.h"

namespace attnwatch {
namespace {

std::string SideFact(const ReportSide& side) {
  if (side.run_ids.empty()) return "none yet";
  std::string text = side.commit.empty() ? "unknown commit" : side.commit.substr(0, 12);
  // "2026-11-23T16:58:38Z" as people read it.
  text += fmt::format(", {} {} UTC, {} run{}", side.started_at.substr(0, 10),
                      side.started_at.size() < 16 ? "" : side.started_at.substr(11, 5),
                      side.run_ids.size(), side.run_ids.size() == 1 ? "" : "s");
  return side.board.empty() ? text : text + ", board " + side.board;
}

std::string RenderOutcome(const VerdictReport& report) {
  std::string html = fmt::format(
      "<h1>{}: {}</h1>\n<p class=\"subtitle\">{}, grid {}, against {}</p>\n",
      OutcomeName(report.exit_code), CountVerdicts(report), EscapeMarkup(report.device_key),
      EscapeMarkup(report.grid), EscapeMarkup(report.comparison));
  html += RenderLabels(
      {{"baseline", SideFact(report.baseline)},
       {"candidate", SideFact(report.candidate)},
       {"margin, tolerance", FormatPercent(report.margin) + ", " + FormatPercent(report.tolerance)},
       {"exit code", std::to_string(report.exit_code)}});
  for (const Notice& notice : report.notices) {
    html += fmt::format("<p class=\"{}\">{}</p>\n",
                        notice.severity == Severity::kError     ? "loud bad"
                        : notice.severity == Severity::kWarning ? "loud"
                                                                : "muted",
                        EscapeMarkup(notice.text));
  }
  return html;
}

std::string RenderCauses(const VerdictReport& report) {
  std::string html;
  const auto add = [&](const std::string& text) {
    html += "<li>" + EscapeMarkup(text) + "</li>\n";
  };
  for (const Shift& shift : report.shifts) add(DescribeShift(shift));
  for (const std::string& cause : report.causes) add(cause);
  for (const EnvironmentDifference& difference : report.differences) {
    add(fmt::format("{} {} -> {}", difference.name,
                    difference.baseline.empty() ? "unknown" : difference.baseline,
                    difference.candidate.empty() ? "unknown" : difference.candidate));
  }
  if (html.empty()) return "<p class=\"muted\">Nothing else is known to differ.</p>\n";
  return "<ul>\n" + html + "</ul>\n";
}

std::string RenderOverlaid(const std::vector<const Run*>& baseline,
                           const std::vector<const Run*>& candidate) {
  std::vector<Overlay> overlays;
  if (!baseline.empty()) overlays.push_back({"baseline", BuildFigure(*baseline.front()).panels});
  return "<div class=\"wide\">\n" + RenderFigureSvg(BuildFigure(*candidate.front()), overlays) +
         "</div>\n";
}

}  // namespace

std::string RenderVerdictHtml(const VerdictReport& report, const std::vector<const Run*>& baseline,
                              const std::vector<const Run*>& candidate) {
  std::string body = RenderOutcome(report);
  body += RenderSection("What moved together, and what else differs", "", RenderCauses(report));
  body +=
      RenderSection("Where",
                    "A tick a case: red is slower, blue faster, full colour from 5 % on; grey is "
                    "within the margin, black has no time on both sides. Point at it.",
                    RenderHeatMap(report));
  body +=
      RenderSection("Figure", "The candidate, as measured by its first run; the baseline dashed.",
                    RenderOverlaid(baseline, candidate));
  body += RenderSection("Cases",
                        "The most severe first. Changes are at equal clocks where the basis is "
                        "adjusted; times are as measured.",
                        "<input id=\"filter\" type=\"search\" aria-label=\"Filter the cases\" "
                        "placeholder=\"Filter the cases\">\n" +
                            RenderVerdictTable(report));
  body +=
      RenderSection("Samples",
                    "Every judged sample of what moved, and of a few others, as measured: at equal "
                    "clocks they may lie closer.",
                    RenderSamples(report, baseline, candidate));
  return RenderPage(
      "attnwatch: " + std::string(OutcomeName(report.exit_code)) + ", " + report.device_key, body);
}

}  // namespace attnwatch
