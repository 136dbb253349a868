// SPDX-License-Identifier: Apache-2.0
//
// The figure as the paper drew it: title, axes and ticks, seven colours, legend on the right.
// Several panels stand one above the other. The same input gives the same bytes.
//
//   WriteFileAtomically("figure.svg", RenderFigureSvg(BuildFigure(run), {PaperOverlay()}));
#pragma once

#include <string>
#include <vector>

#include "report/overlay.h"

namespace attnwatch {

// One <svg> element, which stands alone and can be put into a page.
std::string RenderFigureSvg(const Figure& figure, const std::vector<Overlay>& overlays);

// How many cases a panel does not draw, by status: "3 unsupported, 1 failed"; "" for none.
std::string CountUndrawn(const FigurePanel& panel);

}  // namespace attnwatch
