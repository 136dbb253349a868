// SPDX-License-Identifier: Apache-2.0
//
// The parts of the table in metrics.h, one a file.
#pragma once

#include "dashboards/metrics.h"

namespace attnwatch {

std::vector<Metric> CaseMetrics();
std::vector<Metric> RunMetrics();
std::vector<Metric> DeviceMetrics();
std::vector<Metric> VerdictMetrics();
std::vector<Metric> TrendMetrics();
std::vector<Metric> ProgramMetrics();

// What all cases of an alarm have of a label; "all" where they differ.
std::string CommonLabel(const TrendSummaryGroup& alarm, std::string_view key);

// What rows are made of: a series where the number is known, 0 or 1, and a series for each of the
// `names`, of which the one that holds is 1.
inline void AddKnown(const std::optional<double>& value, const AddSeries& add) {
  if (value) add(*value, {});
}

template <typename Names, typename NameOf, typename State>
void AddStates(std::string_view label, const Names& states, const NameOf& name_of, State holds,
               const AddSeries& add) {
  for (const auto& state : states) add(state == holds ? 1 : 0, {{label, name_of(state)}});
}

}  // namespace attnwatch
