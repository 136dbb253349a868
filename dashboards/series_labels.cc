// SPDX-License-Identifier: Apache-2.0
#include "dashboards/series_labels.h"

#include <algorithm>
#include <array>

#include "results/one_line.h"

namespace attnwatch {
namespace {

// Those of the other scopes, of rows in the table, and those that Prometheus sets itself.
constexpr std::array<std::string_view, 17> kTaken = {
    "suite",   "device", "grid",     "stat",     "verdict", "status", "le",    "flag", "at",
    "ceiling", "job",    "instance", "quantile", "outcome", "kind",   "scope", "state"};

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool Has(const SeriesLabels& series, std::string_view name) {
  return std::any_of(series.begin(), series.end(),
                     [&](const auto& label) { return label.name == name; });
}

std::string LabelName(std::string_view key, const SeriesLabels& series) {
  if (key == "alignment_class") key = "class";
  std::string name(key);
  for (char& c : name) {
    if (!IsNameByte(c)) c = '_';
  }
  const bool is_taken = std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end();
  // Names of two underscores are Prometheus' own.
  const bool is_odd =
      name.empty() || (name[0] >= '0' && name[0] <= '9') || name.rfind("__", 0) == 0;
  if (is_taken || is_odd) name = "case_" + name;
  while (Has(series, name)) name = "case_" + name;
  return name;
}

}  // namespace

std::string LabelValue(std::string_view value) {
  if (value.size() <= kLabelByteLimit && IsPrintable(value)) return std::string(value);
  return OneLine(value, kLabelByteLimit);
}

void AppendCaseLabels(const Labels& labels, SeriesLabels* series) {
  for (const auto& [key, value] : labels.pairs()) {
    series->push_back({LabelName(key, *series), LabelValue(value)});
  }
}

}  // namespace attnwatch
