// SPDX-License-Identifier: Apache-2.0
//
// One panel of the figure as SVG: axes, seven lines, floor, overlays, and the legend on the right.
// figure_svg.h stacks panels into a drawing.
#pragma once

#include <string>

#include "report/overlay.h"

namespace attnwatch {

// Pixels of the drawing.
inline constexpr double kPanelWidth = 930;
inline constexpr double kPanelHeight = 432;
inline constexpr double kPlotLeft = 78;
inline constexpr double kPlotWidth = 642;

// An <g> element kPanelWidth x kPanelHeight with its upper left corner at (0, y). `index` tells the
// panels of one drawing apart. Every measured point is a <circle class="point"> whose <title> says
// what it is, one fact a line; every line of the legend a <g class="legend-entry">.
std::string RenderPanel(const DrawnPanel& drawn, size_t index, double y);

// What the <title> of a point says.
std::string DescribePoint(const FigurePoint& point, int64_t alignment_class);

}  // namespace attnwatch
