// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/table.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "results/one_line.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr char kRow[] =
    "{:<14} {:<9} {:<6} {:>5} {:>5} {:>7} {:>8} {:>5} {:>10} {:>8} {:>7} {:>8}\n";

void PrintMedian(const Measurement& measurement, double seconds, std::ostream& out) {
  const auto label = [&](std::string_view key) { return measurement.labels.Get(key); };
  const double flops = static_cast<double>(measurement.flop_count) / seconds;
  const double bytes = static_cast<double>(measurement.byte_count) / seconds;
  const auto floor = measurement.floor_seconds;
  out << fmt::format(kRow, label("kernel"), label("dtype"), label("layout"), label("batch"),
                     label("heads"), label("seq_len"), label("head_dim"), label("alignment_class"),
                     fmt::format("{:.4f}", seconds * 1e3), fmt::format("{:.4g}", flops / 1e12),
                     fmt::format("{:.4g}", bytes / 1e9),
                     floor ? fmt::format("{:.2f}", *floor / seconds) : "-");
}

// What was not measured, one line for each reason: its count and one of its cases.
void PrintUnmeasured(const Run& run, std::ostream& out) {
  struct Group {
    int count = 0;
    std::string first;
  };
  std::map<std::pair<Status, std::string>, Group> groups;
  for (const Measurement& measurement : run.measurements) {
    if (MedianSeconds(measurement)) continue;
    Group& group = groups[{measurement.status, measurement.reason}];
    if (group.count++ == 0) group.first = measurement.labels.Name();
  }
  for (const auto& [why, group] : groups) {
    out << fmt::format("{} {}: {} ({}{})\n", group.count, StatusName(why.first),
                       OneLine(why.second), group.first, group.count > 1 ? ", ..." : "");
  }
}

}  // namespace

void PrintMeasurements(const Run& run, std::ostream& out) {
  out << fmt::format(kRow, "kernel", "dtype", "layout", "batch", "heads", "seq_len", "head_dim",
                     "class", "median ms", "TFLOP/s", "GB/s", "of floor");
  for (const Measurement& measurement : run.measurements) {
    if (const auto seconds = MedianSeconds(measurement)) PrintMedian(measurement, *seconds, out);
  }
  PrintUnmeasured(run, out);
}

}  // namespace attnwatch
