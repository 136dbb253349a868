// SPDX-License-Identifier: Apache-2.0
#include "report/verdict_html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "report/svg.h"
#include "report/units.h"
#include "report/verdict_lines.h"

namespace attnwatch {
namespace {

constexpr double kMapLeft = 150;
constexpr double kMapWidth = 780;
constexpr double kRowStep = 26;
constexpr double kTickHeight = 20;
constexpr double kFullColour = 0.05;
constexpr double kAxisMarksMax = 5;

// "123" is 123; text that is no number is 0.
double Number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

// Grey within the margin: what nobody cares about must not look like something.
std::string Colour(const JudgedPoint& point, double margin) {
  if (!HasRatio(point)) return "currentColor";
  if (std::abs(point.log_ratio) < margin) return "rgba(128,128,128,0.22)";
  const double share = std::clamp(std::abs(point.log_ratio) / kFullColour, 0.2, 1.0);
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

// What the ticks of a map have in common.
struct MapScale {
  double max = 0;  // hidden size at the right end
  double margin = 0;

  double X(double hidden_size) const { return kMapLeft + kMapWidth * hidden_size / max; }
};

std::string RenderTick(const ReportCase& one, const MapScale& scale, double width, double y) {
  const double x = scale.X(Number(one.point.labels.Get("hidden_size"))) - width / 2;
  return fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"><title>{}</title></rect>\n",
      Coordinate(x), Coordinate(y), Coordinate(width), Coordinate(kTickHeight),
      Colour(one.point, scale.margin),
      EscapeMarkup(fmt::format("{}\n{} {}", one.name, VerdictName(one.point.verdict),
                               DescribeRatio(one.point))));
}

std::string RenderMapAxis(const MapScale& scale, double y) {
  std::string svg =
      fmt::format("<text x=\"0\" y=\"{}\" class=\"muted\">hidden size</text>\n", Coordinate(y));
  const double step = std::exp2(std::ceil(std::log2(scale.max / kAxisMarksMax)));
  for (double hidden_size = 0; hidden_size <= scale.max; hidden_size += step) {
    svg +=
        fmt::format("<text x=\"{}\" y=\"{}\" class=\"muted\" text-anchor=\"middle\">{:.0f}</text>",
                    Coordinate(scale.X(hidden_size)), Coordinate(y), hidden_size);
  }
  return svg;
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
    {"why", false,
     [](const ReportCase& one) {
       return one.cause.empty() ? DescribeReason(one.point)
                                : DescribeReason(one.point) + "; " + one.cause;
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

}  // namespace

std::string RenderHeatMap(const VerdictReport& report) {
  const MapRows rows = CollectRows(report);
  MapScale scale;
  scale.margin = report.margin;
  for (const ReportCase& one : report.cases) {
    scale.max = std::max(scale.max, Number(one.point.labels.Get("hidden_size")));
  }
  if (!(scale.max > 0)) return "<p class=\"muted\">The cases have no hidden size.</p>\n";
  std::string svg;
  double y = 4;
  for (const auto& [group, cases] : rows) {
    svg += fmt::format("<text x=\"0\" y=\"{}\" fill=\"currentColor\">{}</text>\n",
                       Coordinate(y + 15), EscapeMarkup(GroupName(group)));
    const double width = std::clamp(0.8 * kMapWidth / static_cast<double>(cases.size()), 2.0, 14.0);
    for (const ReportCase* one : cases) svg += RenderTick(*one, scale, width, y);
    y += kRowStep;
  }
  svg += RenderMapAxis(scale, y + 12);
  return fmt::format(
      "<div class=\"wide\"><svg class=\"heat\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\" aria-label=\"Change by class and hidden size\" "
      "font-size=\"12\">\n{2}</svg></div>\n",
      Coordinate(kMapLeft + kMapWidth + 30), Coordinate(y + 20), svg);
}

std::string RenderVerdictTable(const VerdictReport& report) {
  std::string html = "<div class=\"tall\"><table class=\"cases\">\n<thead><tr>";
  for (const Column& column : kColumns) {
    html += fmt::format("<th scope=\"col\"><button type=\"button\">{}</button></th>", column.name);
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const ReportLine& line : GroupWholeKernels(report)) {
    html += "<tr>";
    for (const Column& column : kColumns) html += RenderCell(column, line.shown);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace attnwatch
