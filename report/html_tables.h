// SPDX-License-Identifier: Apache-2.0
//
// The tables of the page (html.h): figure, claims, cases, label lists. Each is an HTML fragment.
#pragma once

#include <string>

#include "report/figure.h"
#include "results/run.h"

namespace attnwatch {

std::string RenderFigureTable(const FigurePanel& panel);
std::string RenderClaims(const FigurePanel& panel);

// A row for each measurement, with everything known about it but its raw samples.
std::string RenderCases(const Run& run);

std::string RenderLabels(const Labels& labels);
std::string RenderCeilings(const Run& run);

}  // namespace attnwatch
