// SPDX-License-Identifier: Apache-2.0
//
// ArrangePanels: which panels are drawn, and what is laid over each. An overlay goes over the
// panels that measured the same thing at a scale where both can be read; elsewhere it gets a panel
// of its own (a CPU at 0.05 TFLOP/s would be a flat line under an A100 at 150).
//
//   for (const DrawnPanel& drawn : ArrangePanels(figure, {PaperOverlay()})) Draw(drawn);
//
// The returned panels point into `figure` and `overlays`, which must outlive them.
#pragma once

#include <string>
#include <vector>

#include "report/figure.h"

namespace attnwatch {

struct Overlay {
  std::string label;  // for the legend: "paper, A100"
  std::vector<FigurePanel> panels;
};

struct LaidOver {
  const std::string* label = nullptr;
  const FigurePanel* panel = nullptr;
};

struct DrawnPanel {
  const FigurePanel* panel = nullptr;
  std::vector<LaidOver> overlays;
  const std::string* own_label = nullptr;  // set where the panel is an overlay's own
};

Overlay PaperOverlay();

// The panels of `figure` that have points, in its order, then the overlays' own.
std::vector<DrawnPanel> ArrangePanels(const Figure& figure, const std::vector<Overlay>& overlays);

}  // namespace attnwatch
