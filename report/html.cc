// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include "report/figure_svg.h"
#include "report/html_page.h"
#include "report/html_tables.h"
#include "report/notices.h"
#include "report/svg.h"

namespace attnwatch {
namespace {

// Where the environment has no commit, the run's id holds one: <utc>-<commit>-<n>.
std::string FindCommit(const Run& run) {
  for (const Labels* labels : {&run.environment.soft, &run.environment.hard}) {
    if (const std::string& commit = labels->Get("commit"); !commit.empty()) return commit;
  }
  const size_t first = run.id.find('-');
  const size_t last = run.id.rfind('-');
  return first < last ? run.id.substr(first + 1, last - first - 1) : "";
}

Labels SummaryFacts(const Run& run) {
  const std::string commit = FindCommit(run);
  return {{"device", run.environment.device_key},
          {"grid", run.grid},
          {"commit", commit.empty() ? "not recorded" : commit},
          {"started", run.started_at},
          {"run", run.id},
          {"complete", run.complete ? "yes" : "NO"},
          {"cases", CountByStatus(run)}};
}

std::string RenderSummary(const Run& run) {
  std::string html = RenderLabels(SummaryFacts(run));
  for (const std::string& notice : Notices(run)) {
    html += "<p class=\"loud\">" + EscapeMarkup(notice) + "</p>\n";
  }
  return html;
}

// `render` of every panel that has points, each under its name.
std::string RenderPanels(const Figure& figure, std::string (*render)(const FigurePanel&)) {
  std::string html;
  for (const FigurePanel& panel : figure.panels) {
    if (panel.point_count() == 0) continue;
    html += "<h3>" + EscapeMarkup(panel.Name()) + "</h3>\n" + render(panel);
  }
  return html.empty() ? "<p class=\"muted\">No case has a measured time.</p>\n" : html;
}

std::string RenderEnvironment(const Run& run) {
  return "<h3>A difference here makes two runs incomparable</h3>\n" +
         RenderLabels(run.environment.hard) + "<h3>A difference here is a candidate cause</h3>\n" +
         RenderLabels(run.environment.soft) + "<h3>Ceilings measured in this run</h3>\n" +
         RenderCeilings(run);
}

std::string RenderBody(const Run& run, const Figure& figure, const std::vector<Overlay>& overlays) {
  std::string html = "<h1>" + EscapeMarkup(FigureTitle(figure.panels)) + "</h1>\n";
  html +=
      "<p class=\"subtitle\">Throughput of attention scores by hidden size and alignment "
      "class.</p>\n";
  html += RenderSummary(run);
  html += RenderSection(
      "Figure",
      "Point at the lines for their numbers, or use the tab and arrow keys. The legend "
      "switches lines off and on.",
      "<div class=\"wide\">\n" + RenderFigureSvg(figure, overlays) + "</div>\n");
  html += RenderSection("Table",
                        "TFLOP/s at the median, at the head dimension nearest to each hidden size. "
                        "A ~ marks a neighbour that stands in for a point which was not measured.",
                        RenderPanels(figure, RenderFigureTable));
  html += RenderSection("Claims", "What the figure claims, and whether it is so in this run.",
                        RenderPanels(figure, RenderClaims));
  html += RenderSection("Cases", "Times are of the judged samples; warm-up visits are left out.",
                        "<input id=\"filter\" type=\"search\" aria-label=\"Filter the cases\" "
                        "placeholder=\"Filter the cases\">\n" +
                            RenderCases(run));
  return html + RenderSection("Environment", "", RenderEnvironment(run));
}

}  // namespace

std::string RenderHtmlReport(const Run& run, const Figure& figure,
                             const std::vector<Overlay>& overlays) {
  return RenderPage(FigureTitle(figure.panels) + ": " + run.environment.device_key,
                    RenderBody(run, figure, overlays));
}

}  // namespace attnwatch
