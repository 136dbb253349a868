// SPDX-License-Identifier: Apache-2.0
//
// The report as one self-contained page: summary, the figure with hover, its table, its claims,
// every case, the environment. It loads nothing, and every string of the run is escaped.
//
//   WriteFileAtomically("report.html", RenderHtmlReport(run, BuildFigure(run), {}));
#pragma once

#include <string>
#include <vector>

#include "report/overlay.h"
#include "results/run.h"

namespace attnwatch {

std::string RenderHtmlReport(const Run& run, const Figure& figure,
                             const std::vector<Overlay>& overlays);

}  // namespace attnwatch
