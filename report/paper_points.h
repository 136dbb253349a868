// SPDX-License-Identifier: Apache-2.0
//
// PaperPanel: the authors' own points of the figure (arXiv 2401.14489, A100-SXM4-40GB), as a panel
// to lay over a run. report/data/paper_a96_a100_points.csv has the numbers, their source and their
// weakness: each is the slowest of 199 samples, so a few are far too low.
//
//   const FigurePanel panel = PaperPanel();
//   panel.lines[0].points.size();   // 171
//
// A point has one sample_count (the log keeps no more), no floor and no bytes per second.
#pragma once

#include "report/figure.h"

namespace attnwatch {

FigurePanel PaperPanel();

}  // namespace attnwatch
