// SPDX-License-Identifier: Apache-2.0
#include "report/overlay.h"

#include "report/paper_points.h"

namespace attnwatch {
namespace {

// Beyond this ratio of their largest values the lower one of two panels is unreadable on one scale.
constexpr double kScaleRatioMax = 5;

bool SameShape(const FigurePanel& a, const FigurePanel& b) {
  return a.batch == b.batch && a.heads == b.heads && a.seq_len == b.seq_len;
}

bool SameScale(const FigurePanel& a, const FigurePanel& b) {
  const double a_max = a.flops_per_second_max();
  const double b_max = b.flops_per_second_max();
  return a_max <= kScaleRatioMax * b_max && b_max <= kScaleRatioMax * a_max;
}

// Lays `over` on every panel that `matches` accepts; says whether there was one.
template <typename Matches>
bool LayOver(const LaidOver& over, size_t panel_count, std::vector<DrawnPanel>* drawn,
             Matches matches) {
  bool found = false;
  for (size_t i = 0; i < panel_count; ++i) {
    const FigurePanel& panel = *(*drawn)[i].panel;
    if (!SameShape(panel, *over.panel) || !SameScale(panel, *over.panel) || !matches(panel))
      continue;
    (*drawn)[i].overlays.push_back(over);
    found = true;
  }
  return found;
}

}  // namespace

Overlay PaperOverlay() { return {"paper, A100", {PaperPanel()}}; }

std::vector<DrawnPanel> ArrangePanels(const Figure& figure, const std::vector<Overlay>& overlays) {
  std::vector<DrawnPanel> drawn;
  for (const FigurePanel& panel : figure.panels) {
    if (panel.point_count() > 0) drawn.push_back({&panel, {}, nullptr});
  }
  const size_t own_count = drawn.size();
  for (const Overlay& overlay : overlays) {
    for (const FigurePanel& panel : overlay.panels) {
      if (panel.point_count() == 0) continue;
      const LaidOver over{&overlay.label, &panel};
      // The same case set where there is one; otherwise an overlay of a single panel (the paper, a
      // rival kernel) is meant for all panels of its shape.
      const auto same_case = [&](const FigurePanel& p) { return p.Name() == panel.Name(); };
      const auto only_panel = [&](const FigurePanel&) { return overlay.panels.size() == 1; };
      if (LayOver(over, own_count, &drawn, same_case)) continue;
      if (LayOver(over, own_count, &drawn, only_panel)) continue;
      drawn.push_back({&panel, {}, &overlay.label});
    }
  }
  return drawn;
}

}  // namespace attnwatch
