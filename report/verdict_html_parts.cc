// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "compare/case_table.h"
#include "report/svg.h"
#include "report/units.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr double kMapLeft = 150;
constexpr double kMapWidth = 780;
constexpr double kRowStep = 26;
constexpr double kTickHeight = 20;
constexpr double kFullColour = 0.05;
constexpr double kStripWidth = 560;
constexpr size_t kSampledCasesMax = 40;

// "123" is 123; text that is no number is 0.
double Number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

std::string Colour(const JudgedPoint& point) {
  if (!HasRatio(point)) return "currentColor";
  const double share = std::clamp(std::abs(point.log_ratio) / kFullColour, 0.08, 1.0);
  return fmt::format("rgba({},{:.2f})", point.log_ratio > 0 ? "200,30,30" : "30,90,200", share);
}

// Rows by kernel and class, in the order of the classes' numbers.
using MapRows = std::map<CaseGroup, std::vector<const ReportCase*>>;

MapRows CollectRows(const VerdictReport& report) {
  MapRows rows;
  for (const ReportCase& one : report.cases) {
    rows[{one.point.group.kernel, one.point.group.alignment_class, false}].push_back(&one);
  }
  return rows;
}

std::string RenderTick(const ReportCase& one, double max, double width, double y) {
  const double x = kMapLeft + kMapWidth * Number(one.point.labels.Get("hidden_size")) / max;
  return fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"><title>{}</title></rect>\n",
      Coordinate(x), Coordinate(y), Coordinate(width), Coordinate(kTickHeight), Colour(one.point),
      EscapeMarkup(fmt::format("{}\n{} {}", one.name, VerdictName(one.point.verdict),
                               DescribeRatio(one.point))));
}

// THE TABLE of columns.
struct Column {
  std::string_view name;
  bool is_number;
  std::string (*text)(const ReportCase&);
  double (*value)(const ReportCase&);  // to sort by; null for text
};

double LogRatio(const ReportCase& one) { return one.point.log_ratio; }
double Detectable(const ReportCase& one) { return one.point.minimum_detectable_log_ratio; }
double Before(const ReportCase& one) { return one.point.baseline_seconds; }
double After(const ReportCase& one) { return one.point.candidate_seconds; }

template <double (*kValue)(const ReportCase&), std::string (*kFormat)(double)>
std::string IfMeasured(const ReportCase& one) {
  return HasRatio(one.point) ? kFormat(kValue(one)) : "";
}

const std::array<Column, 9> kColumns = {{
    {"verdict", false,
     [](const ReportCase& one) { return std::string(VerdictName(one.point.verdict)); }, nullptr},
    {"case", false, [](const ReportCase& one) { return one.name; }, nullptr},
    {"change", true, IfMeasured<LogRatio, FormatChange>, LogRatio},
    {"interval", false,
     [](const ReportCase& one) {
       if (!HasRatio(one.point) || !std::isfinite(one.point.high)) return std::string();
       return FormatChange(one.point.low) + " to " + FormatChange(one.point.high);
     },
     nullptr},
    {"would see", true, IfMeasured<Detectable, FormatChange>, Detectable},
    {"baseline ms", true, IfMeasured<Before, FormatMs>, Before},
    {"candidate ms", true, IfMeasured<After, FormatMs>, After},
    {"basis", false,
     [](const ReportCase& one) {
       if (!HasRatio(one.point)) return std::string();
       return std::string(one.point.basis == Basis::kAdjusted ? "adjusted" : "raw");
     },
     nullptr},
    {"why", false,
     [](const ReportCase& one) {
       return one.cause.empty() ? DescribeReason(one.point)
                                : DescribeReason(one.point) + "; " + one.cause;
     },
     nullptr},
}};

std::string RenderCell(const Column& column, const ReportCase& one) {
  const std::string text = column.text(one);
  std::string attributes;
  if (column.is_number) attributes = " class=\"number\"";
  if (column.name == "why") attributes = " class=\"reason\"";
  if (column.name == "verdict") attributes = fmt::format(" class=\"verdict-{}\"", text);
  if (column.value != nullptr && !text.empty()) {
    const double value = column.value(one);
    attributes += fmt::format(" data-value=\"{:.9g}\"", std::isfinite(value) ? value : 1e9);
  }
  return fmt::format("<td{}>{}</td>", attributes, EscapeMarkup(text));
}

std::vector<double> SamplesOf(const std::vector<const Run*>& runs, const Labels& labels) {
  std::vector<double> samples;
  const auto key = CaseKey(labels);
  for (const Run* run : runs) {
    for (const Measurement& m : run->measurements) {
      if (!(m.labels == labels) && CaseKey(m.labels) != key) continue;
      const std::vector<double> seconds = JudgedSeconds(m);
      samples.insert(samples.end(), seconds.begin(), seconds.end());
    }
  }
  return samples;
}

std::string RenderDots(const std::vector<double>& samples, double low, double high, double y,
                       std::string_view colour) {
  std::string svg;
  for (const double seconds : samples) {
    const double share = high > low ? (seconds - low) / (high - low) : 0.5;
    svg += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"{}\" fill-opacity=\"0.5\"/>",
                       Coordinate(6 + (kStripWidth - 12) * share), Coordinate(y), colour);
  }
  return svg;
}

std::string RenderStrip(const ReportCase& one, const std::vector<double>& before,
                        const std::vector<double>& after) {
  std::vector<double> all = before;
  all.insert(all.end(), after.begin(), after.end());
  const auto [low, high] = std::minmax_element(all.begin(), all.end());
  return fmt::format(
      "<h3>{}: {} {}</h3>\n<svg class=\"strip\" width=\"{}\" height=\"34\" role=\"img\" "
      "aria-label=\"samples\">{}{}</svg>\n<p class=\"muted\">{} to {} ms; above {} of the "
      "baseline, below {} of the candidate</p>\n",
      EscapeMarkup(one.name), VerdictName(one.point.verdict),
      EscapeMarkup(DescribeRatio(one.point)), Coordinate(kStripWidth),
      RenderDots(before, *low, *high, 9, "#777"), RenderDots(after, *low, *high, 25, "#d62728"),
      FormatMs(*low), FormatMs(*high), before.size(), after.size());
}

}  // namespace

std::string RenderHeatMap(const VerdictReport& report) {
  const MapRows rows = CollectRows(report);
  double max = 0;
  for (const ReportCase& one : report.cases) {
    max = std::max(max, Number(one.point.labels.Get("hidden_size")));
  }
  if (!(max > 0)) return "<p class=\"muted\">The cases have no hidden size.</p>\n";
  std::string svg;
  double y = 4;
  for (const auto& [group, cases] : rows) {
    svg += fmt::format("<text x=\"0\" y=\"{}\" fill=\"currentColor\">{}</text>\n",
                       Coordinate(y + 15), EscapeMarkup(GroupName(group)));
    const double width = std::clamp(0.8 * kMapWidth / static_cast<double>(cases.size()), 2.0, 14.0);
    for (const ReportCase* one : cases) svg += RenderTick(*one, max, width, y);
    y += kRowStep;
  }
  return fmt::format(
      "<div class=\"wide\"><svg class=\"heat\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\" aria-label=\"Change by class and hidden size\" "
      "font-size=\"12\">\n{2}<text x=\"{3}\" y=\"{4}\" fill=\"currentColor\">hidden size 0</text>"
      "<text x=\"{5}\" y=\"{4}\" fill=\"currentColor\" text-anchor=\"end\">{6:.0f}</text></svg>"
      "</div>\n",
      Coordinate(kMapLeft + kMapWidth + 16), Coordinate(y + 20), svg, Coordinate(kMapLeft),
      Coordinate(y + 12), Coordinate(kMapLeft + kMapWidth), max);
}

std::string RenderVerdictTable(const VerdictReport& report) {
  std::string html = "<div class=\"tall\"><table class=\"cases\">\n<thead><tr>";
  for (const Column& column : kColumns) {
    html += fmt::format("<th scope=\"col\"><button type=\"button\">{}</button></th>", column.name);
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const ReportCase& one : report.cases) {
    html += "<tr>";
    for (const Column& column : kColumns) html += RenderCell(column, one);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string RenderSamples(const VerdictReport& report, const std::vector<const Run*>& baseline,
                          const std::vector<const Run*>& candidate) {
  std::string html;
  size_t count = 0;
  for (const ReportCase& one : report.cases) {
    if (!HasRatio(one.point) || ++count > kSampledCasesMax) continue;
    html += RenderStrip(one, SamplesOf(baseline, one.point.labels),
                        SamplesOf(candidate, one.point.labels));
  }
  if (count == 0) return "<p class=\"muted\">No case was measured on both sides.</p>\n";
  if (count > kSampledCasesMax) {
    html += fmt::format("<p class=\"muted\">{} less severe cases are not shown.</p>\n",
                        count - kSampledCasesMax);
  }
  return html;
}

}  // namespace attnwatch
