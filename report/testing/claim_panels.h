// SPDX-License-Identifier: Apache-2.0
//
// Panels whose claims are known, made from the synthetic run.
//
//   FigurePanel panel = FullPanel();
//   Scale(0.5, 282, &panel);
//   ExpectAnswer(panel, "C4", Answer::kDoesNotHold, "d = 282 (class 2) 50 % below");
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "report/claims.h"

namespace attnwatch {

void ExpectAnswer(const FigurePanel& panel, std::string_view id, Answer answer,
                  const std::string& evidence);

FigurePanel FullPanel();

// Every point at `throughput(head_dim, class)` FLOP/s.
FigurePanel ShapedPanel(const std::function<double(double, int64_t)>& throughput);

// All lines are one: proportional to d, without any ladder.
FigurePanel FlatLadderPanel();

// Keeps every class to its first `count` points.
FigurePanel SparsePanel(size_t count);

FigurePoint& At(FigurePanel* panel, int64_t head_dim);

// Multiplies the throughput of one point.
void Scale(double factor, int64_t head_dim, FigurePanel* panel);

// The spread of the samples as a share of the median, everywhere.
void SetSpread(double spread, FigurePanel* panel);

}  // namespace attnwatch
