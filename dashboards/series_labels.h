// SPDX-License-Identifier: Apache-2.0
//
// Labels of ours as Prometheus takes them: names of letters, digits and _, short values on one
// line.
//
//   LabelValue("a\nb");                   // "a\x0ab"
//   CaseLabels(labels);                   // alignment_class is called class
#pragma once

#include <prometheus/client_metric.h>

#include <string>
#include <string_view>
#include <vector>

#include "results/labels.h"

namespace attnwatch {

using SeriesLabels = std::vector<prometheus::ClientMetric::Label>;

// What is longer ends in "...": Prometheus keeps every value, and people read them in alerts.
inline constexpr size_t kLabelByteLimit = 200;

std::string LabelValue(std::string_view value);

// Of a case. A label that would be taken for one of ours or of Prometheus gets the prefix `case_`.
void AppendCaseLabels(const Labels& labels, SeriesLabels* series);

}  // namespace attnwatch
