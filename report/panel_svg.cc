// SPDX-License-Identifier: Apache-2.0
#include "report/panel_svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/axis.h"
#include "report/svg.h"
#include "report/units.h"

namespace attnwatch {
namespace {

constexpr double kPlotTop = 32;
constexpr double kPlotHeight = 340;
constexpr double kPlotBottom = kPlotTop + kPlotHeight;
constexpr double kLegendLeft = kPlotLeft + kPlotWidth + 18;
constexpr double kLegendStep = 20;

// A floor further above the data than this is left to run out of the plot instead of flattening
// them.
constexpr double kFloorRatioMax = 2;

// blue, orange, green, red, purple, brown, pink: the first seven of matplotlib's default cycle.
constexpr std::array<std::string_view, kFigureClasses.size()> kColours = {
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2"};

// How the n-th overlay of a panel is dashed.
constexpr std::array<std::string_view, 4> kDashes = {"5 3", "2 2", "8 3 2 3", "1 3"};
constexpr std::string_view kFloorDash = "3 3";

std::string_view Dash(size_t overlay) { return kDashes[overlay % kDashes.size()]; }

struct Axes {
  Axis hidden_size;
  Axis tflops;

  Position Place(double hidden, double flops_per_second) const {
    return {kPlotLeft + kPlotWidth * hidden_size.Position(hidden),
            kPlotBottom - kPlotHeight * tflops.Position(flops_per_second / 1e12)};
  }
};

double DataMax(const DrawnPanel& drawn) {
  double max = drawn.panel->flops_per_second_max();
  for (const LaidOver& over : drawn.overlays) {
    max = std::max(max, over.panel->flops_per_second_max());
  }
  return max;
}

bool FloorFits(const DrawnPanel& drawn) {
  return drawn.panel->floor_flops_per_second_max() <= kFloorRatioMax * DataMax(drawn);
}

Axes MakeAxes(const DrawnPanel& drawn) {
  int64_t hidden_size_max = drawn.panel->hidden_size_max();
  for (const LaidOver& over : drawn.overlays) {
    hidden_size_max = std::max(hidden_size_max, over.panel->hidden_size_max());
  }
  double max = DataMax(drawn);
  if (FloorFits(drawn)) max = std::max(max, drawn.panel->floor_flops_per_second_max());
  return {HiddenSizeAxis(hidden_size_max), ThroughputAxis(max / 1e12)};
}

std::string Text(double x, double y, std::string_view attributes, std::string_view text) {
  return fmt::format("<text x=\"{}\" y=\"{}\" {}>{}</text>\n", Coordinate(x), Coordinate(y),
                     attributes, EscapeMarkup(text));
}

std::string Line(Position from, Position to, std::string_view attributes) {
  return fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>\n", Coordinate(from.x),
                     Coordinate(from.y), Coordinate(to.x), Coordinate(to.y), attributes);
}

std::string RenderHorizontalAxis(const Axis& axis) {
  std::string svg;
  for (const double tick : axis.Ticks()) {
    const double x = kPlotLeft + kPlotWidth * axis.Position(tick);
    svg += Line({x, kPlotBottom}, {x, kPlotBottom + 5}, "class=\"axis\" stroke=\"#333\"");
    svg += Text(x, kPlotBottom + 20, "class=\"ink x-tick\" text-anchor=\"middle\"",
                fmt::format("{:.0f}", tick));
  }
  return svg + Text(kPlotLeft + kPlotWidth / 2, kPlotBottom + 43,
                    "class=\"ink\" text-anchor=\"middle\" font-size=\"14\"", "Hidden Size");
}

std::string RenderVerticalAxis(const Axis& axis) {
  std::string svg;
  for (const double tick : axis.Ticks()) {
    const double y = kPlotBottom - kPlotHeight * axis.Position(tick);
    if (tick > 0) {
      svg += Line({kPlotLeft, y}, {kPlotLeft + kPlotWidth, y}, "class=\"grid\" stroke=\"#e6e6e6\"");
    }
    svg += Line({kPlotLeft - 5, y}, {kPlotLeft, y}, "class=\"axis\" stroke=\"#333\"");
    svg += Text(kPlotLeft - 9, y + 4.5, "class=\"ink y-tick\" text-anchor=\"end\"",
                fmt::format("{:.{}f}", tick, axis.decimals()));
  }
  const double middle = kPlotTop + kPlotHeight / 2;
  return svg + Text(20, middle,
                    fmt::format("class=\"ink\" text-anchor=\"middle\" font-size=\"14\" "
                                "transform=\"rotate(-90 20 {})\"",
                                Coordinate(middle)),
                    "Throughput (TFLOP/s)");
}

std::string RenderFrame() {
  return fmt::format(
      "<rect class=\"axis\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" "
      "stroke=\"#333\"/>\n",
      Coordinate(kPlotLeft), Coordinate(kPlotTop), Coordinate(kPlotWidth), Coordinate(kPlotHeight));
}

// From (0, 0), which the paper draws and nobody measures.
std::string RenderPolyline(const Axes& axes, const FigureLine& line, std::string_view attributes) {
  if (line.points.empty()) return "";
  std::vector<Position> positions = {axes.Place(0, 0)};
  for (const FigurePoint& point : line.points) {
    positions.push_back(axes.Place(static_cast<double>(point.hidden_size), point.flops_per_second));
  }
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\" {}/>\n",
                     PolylinePoints(positions), attributes);
}

std::string RenderMeasuredLine(const Axes& axes, const FigureLine& line, std::string_view colour) {
  if (line.points.empty()) return "";
  std::string svg = fmt::format("<g class=\"line\" data-class=\"{}\">\n", line.alignment_class);
  svg += RenderPolyline(axes, line, fmt::format("stroke=\"{}\" stroke-width=\"1.7\"", colour));
  // Where points are dense, large ones would hide the line.
  const std::string_view radius = line.points.size() > 60 ? "1.3" : "2.2";
  for (const FigurePoint& point : line.points) {
    const Position at = axes.Place(static_cast<double>(point.hidden_size), point.flops_per_second);
    svg += fmt::format(
        "<circle class=\"point\" cx=\"{}\" cy=\"{}\" r=\"{}\" "
        "fill=\"{}\"><title>{}</title></circle>\n",
        Coordinate(at.x), Coordinate(at.y), radius, colour,
        EscapeMarkup(DescribePoint(point, line.alignment_class)));
  }
  return svg + "</g>\n";
}

std::string RenderOverlay(const Axes& axes, const LaidOver& over, size_t number) {
  std::string svg;
  for (size_t i = 0; i < kFigureClasses.size(); ++i) {
    svg += fmt::format("<g class=\"overlay\" data-class=\"{}\" data-overlay=\"{}\">\n{}</g>\n",
                       kFigureClasses[i], number,
                       RenderPolyline(axes, over.panel->lines[i],
                                      fmt::format("stroke=\"{}\" stroke-width=\"1.1\" "
                                                  "stroke-opacity=\"0.75\" stroke-dasharray=\"{}\"",
                                                  kColours[i], Dash(number))));
  }
  return svg;
}

// One curve over the points of all lines: the floor knows no alignment.
std::string RenderFloor(const Axes& axes, const FigurePanel& panel) {
  FigureLine floor;
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) {
      if (!point.fraction_of_floor) continue;
      floor.points.push_back(point);
      floor.points.back().flops_per_second /= *point.fraction_of_floor;
    }
  }
  if (floor.points.empty()) return "";
  std::sort(floor.points.begin(), floor.points.end(),
            [](const auto& a, const auto& b) { return a.hidden_size < b.hidden_size; });
  const std::string attributes = fmt::format(
      "class=\"floor-line\" stroke=\"#888\" stroke-width=\"1.1\" stroke-dasharray=\"{}\"",
      kFloorDash);
  return "<g class=\"floor\" data-class=\"floor\">\n" + RenderPolyline(axes, floor, attributes) +
         "</g>\n";
}

struct LegendEntry {
  std::string key;  // equal to the data-class or data-overlay that it stands for
  std::string label;
  std::string stroke;
  bool drawn = true;
};

std::vector<LegendEntry> LegendEntries(const DrawnPanel& drawn) {
  std::vector<LegendEntry> entries;
  for (size_t i = 0; i < kFigureClasses.size(); ++i) {
    const std::string name = std::to_string(kFigureClasses[i]);
    entries.push_back({"data-class=\"" + name + '"', "h/a = " + name,
                       fmt::format("stroke=\"{}\" stroke-width=\"2.4\"", kColours[i]),
                       !drawn.panel->lines[i].points.empty()});
  }
  if (drawn.panel->floor_flops_per_second_max() > 0) {
    entries.push_back(
        {"data-class=\"floor\"", FloorFits(drawn) ? "floor" : "floor (off scale)",
         fmt::format("stroke=\"#888\" stroke-width=\"1.4\" stroke-dasharray=\"{}\"", kFloorDash)});
  }
  for (size_t i = 0; i < drawn.overlays.size(); ++i) {
    entries.push_back(
        {fmt::format("data-overlay=\"{}\"", i), *drawn.overlays[i].label,
         fmt::format("stroke=\"#888\" stroke-width=\"1.4\" stroke-dasharray=\"{}\"", Dash(i))});
  }
  return entries;
}

// A run's id is longer than "h/a = 64", and must stay inside the drawing.
std::string_view LegendTextAttributes(const std::string& label) {
  constexpr size_t kShort = 18;
  return label.size() <= kShort ? "class=\"ink\""
                                : "class=\"ink\" font-size=\"10\" textLength=\"150\" "
                                  "lengthAdjust=\"spacingAndGlyphs\"";
}

std::string RenderLegend(const DrawnPanel& drawn) {
  std::string svg = "<g class=\"legend\">\n";
  double y = kPlotTop + 12;
  for (const LegendEntry& entry : LegendEntries(drawn)) {
    svg += fmt::format("<g class=\"legend-entry\" {}{}>\n", entry.key,
                       entry.drawn ? "" : " opacity=\"0.35\"");
    // The whole entry can be clicked, not only its ink.
    svg += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"186\" height=\"{}\" fill=\"none\" "
        "pointer-events=\"all\"/>\n",
        Coordinate(kLegendLeft - 4), Coordinate(y - 10), Coordinate(kLegendStep));
    svg += Line({kLegendLeft, y}, {kLegendLeft + 26, y}, entry.stroke);
    svg += Text(kLegendLeft + 34, y + 4.5, LegendTextAttributes(entry.label), entry.label);
    svg += "</g>\n";
    y += kLegendStep;
  }
  return svg + "</g>\n";
}

std::string Subtitle(const DrawnPanel& drawn) {
  const std::string name = drawn.panel->Name() + " \xC2\xB7 " + drawn.panel->device;
  return drawn.own_label ? *drawn.own_label + ": " + name : name;
}

}  // namespace

std::string DescribePoint(const FigurePoint& point, int64_t alignment_class) {
  std::string text =
      fmt::format("h/a = {}\nd = {}\nh = {}\n{} ms\n{} TFLOP/s", alignment_class, point.head_dim,
                  point.hidden_size, FormatMs(point.seconds), FormatTflops(point.flops_per_second));
  if (point.bytes_per_second > 0) text += '\n' + FormatGbps(point.bytes_per_second) + " GB/s";
  if (point.fraction_of_floor)
    text += '\n' + FormatFraction(*point.fraction_of_floor) + " of floor";
  return text + fmt::format("\nn = {}", point.sample_count);
}

std::string RenderPanel(const DrawnPanel& drawn, size_t index, double y) {
  const Axes axes = MakeAxes(drawn);
  std::string svg =
      fmt::format("<g class=\"panel\" transform=\"translate(0 {})\">\n", Coordinate(y));
  svg += Text(kPlotLeft + kPlotWidth / 2, kPlotTop - 12,
              "class=\"muted\" text-anchor=\"middle\" fill=\"#555\"", Subtitle(drawn));
  svg += RenderVerticalAxis(axes.tflops);
  svg += RenderHorizontalAxis(axes.hidden_size);
  svg += fmt::format(
      "<clipPath id=\"plot-{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n",
      index, Coordinate(kPlotLeft), Coordinate(kPlotTop), Coordinate(kPlotWidth),
      Coordinate(kPlotHeight));
  svg += fmt::format("<g clip-path=\"url(#plot-{})\">\n", index);
  svg += RenderFloor(axes, *drawn.panel);
  for (size_t i = 0; i < drawn.overlays.size(); ++i)
    svg += RenderOverlay(axes, drawn.overlays[i], i);
  for (size_t i = 0; i < kFigureClasses.size(); ++i) {
    svg += RenderMeasuredLine(axes, drawn.panel->lines[i], kColours[i]);
  }
  svg += "</g>\n" + RenderFrame() + RenderLegend(drawn);
  return svg + "</g>\n";
}

}  // namespace attnwatch
