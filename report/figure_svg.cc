// SPDX-License-Identifier: Apache-2.0
#include "report/figure_svg.h"

#include <fmt/format.h>

#include <map>

#include "report/panel_svg.h"
#include "report/svg.h"

namespace attnwatch {
namespace {

constexpr double kTitleHeight = 44;
constexpr double kNoteStep = 17;

// What the reader of the picture must know and cannot see in it.
std::vector<std::string> Notes(const Figure& figure, size_t drawn_count) {
  std::vector<std::string> notes = {
      "A line holds the head dimensions h/a whose largest power-of-two divisor, up to 64, is its "
      "number.",
      "Lines start at (0, 0), which is drawn, not measured."};
  if (drawn_count == 0) notes.push_back("No case of this run has a measured time.");
  for (const FigurePanel& panel : figure.panels) {
    if (panel.undrawn.empty()) continue;
    notes.push_back("Not drawn of " + panel.Name() + ": " + CountUndrawn(panel) + '.');
  }
  return notes;
}

std::vector<FigurePanel> CopyPanels(const std::vector<DrawnPanel>& drawn) {
  std::vector<FigurePanel> panels;
  for (const DrawnPanel& panel : drawn) {
    if (!panel.own_label) panels.push_back(*panel.panel);
  }
  return panels;
}

}  // namespace

std::string CountUndrawn(const FigurePanel& panel) {
  std::map<Status, size_t> counts;
  for (const UndrawnCase& undrawn : panel.undrawn) ++counts[undrawn.status];
  std::string text;
  for (const auto& [status, count] : counts) {
    if (!text.empty()) text += ", ";
    text += fmt::format(
        "{} {}", count,
        status == Status::kOk ? std::string_view("without a time") : StatusName(status));
  }
  return text;
}

std::string RenderFigureSvg(const Figure& figure, const std::vector<Overlay>& overlays) {
  const std::vector<DrawnPanel> drawn = ArrangePanels(figure, overlays);
  const std::vector<std::string> notes = Notes(figure, drawn.size());
  const std::string title = FigureTitle(drawn.empty() ? figure.panels : CopyPanels(drawn));
  std::string body;
  double y = kTitleHeight;
  for (size_t i = 0; i < drawn.size(); ++i, y += kPanelHeight) body += RenderPanel(drawn[i], i, y);
  for (const std::string& note : notes) {
    y += kNoteStep;
    body += fmt::format(
        "<text class=\"muted note\" x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"#555\">{}</text>\n",
        Coordinate(kPlotLeft), Coordinate(y), EscapeMarkup(note));
  }
  const std::string width = Coordinate(kPanelWidth);
  const std::string height = Coordinate(y + kNoteStep);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" viewBox=\"0 0 {0} {1}\" "
      "width=\"{0}\" height=\"{1}\" role=\"group\" aria-label=\"{2}\" "
      "font-family=\"DejaVu Sans, Verdana, Helvetica, Arial, sans-serif\" font-size=\"12.5\">\n"
      "<rect class=\"background\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
      "<text class=\"ink\" x=\"{3}\" y=\"32\" text-anchor=\"middle\" font-size=\"18\">{2}</text>\n"
      "{4}</svg>\n",
      width, height, EscapeMarkup(title), Coordinate(kPlotLeft + kPlotWidth / 2), body);
}

}  // namespace attnwatch
