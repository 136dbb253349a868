// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "report/text.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

constexpr int64_t kHalfTick = kFigureTick / 2;

FigureTableCell FindCell(const FigureLine& line, const TableCell& wanted) {
  FigureTableCell cell;
  cell.head_dim = wanted.head_dim;
  const auto distance = [&](const FigurePoint& p) {
    return std::abs(p.hidden_size - wanted.hidden_size);
  };
  for (const FigurePoint& point : line.points) {
    if (point.head_dim == wanted.head_dim) {
      cell.point = &point;
      return cell;
    }
    if (distance(point) > kHalfTick) continue;
    if (cell.point == nullptr || distance(point) < distance(*cell.point)) cell.point = &point;
  }
  return cell;
}

using ValueOf = std::optional<double> (*)(const FigurePoint&);

std::optional<double> Tflops(const FigurePoint& point) { return point.flops_per_second / 1e12; }
std::optional<double> FractionOfFloor(const FigurePoint& point) { return point.fraction_of_floor; }

// Four digits of the largest value; the same decimals in every cell, so that a column can be read.
int Decimals(const std::vector<FigureTableRow>& rows, ValueOf value_of) {
  double max = 0;
  for (const FigureTableRow& row : rows) {
    for (const FigureTableCell& cell : row.cells) {
      if (cell.point != nullptr) max = std::max(max, value_of(*cell.point).value_or(0));
    }
  }
  if (!(max > 0)) return 0;
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(max))), 0, 8);
}

std::string FormatCell(const FigureTableCell& cell, ValueOf value_of, int decimals) {
  const auto value = cell.point == nullptr ? std::nullopt : value_of(*cell.point);
  if (!value) return "- ";
  return fmt::format("{:.{}f}{}", *value, decimals, cell.is_exact() ? ' ' : '~');
}

std::string FormatGrid(const std::vector<FigureTableRow>& rows, ValueOf value_of, int decimals) {
  std::string text = "  hidden size";
  for (const int64_t alignment_class : kFigureClasses) {
    text += fmt::format("{:>11} ", fmt::format("h/a = {}", alignment_class));
  }
  while (text.back() == ' ') text.pop_back();
  text += '\n';
  for (const FigureTableRow& row : rows) {
    std::string line = fmt::format("  {:>11}", row.hidden_size);
    for (const FigureTableCell& cell : row.cells) {
      line += fmt::format("{:>12}", FormatCell(cell, value_of, decimals));
    }
    while (line.back() == ' ') line.pop_back();
    text += line + '\n';
  }
  return text;
}

std::string FormatFootnote(const std::vector<FigureTableRow>& rows) {
  std::string inexact;
  for (const FigureTableRow& row : rows) {
    for (const FigureTableCell& cell : row.cells) {
      if (cell.point == nullptr || cell.is_exact()) continue;
      if (!inexact.empty()) inexact += ", ";
      inexact += fmt::format("{} for {}", cell.point->head_dim, cell.head_dim);
    }
  }
  if (inexact.empty()) return "";
  return WrapText("~ nearest measured head_dim of the class instead of the cell's own: " + inexact,
                  2);
}

// Labels are text: what is a number is joined to ranges, the rest follows as it is.
std::string JoinHeadDims(const std::vector<std::string>& head_dims) {
  std::vector<int64_t> numbers;
  std::string others;
  for (const std::string& head_dim : head_dims) {
    const int64_t number = std::strtoll(head_dim.c_str(), nullptr, 10);
    if (std::to_string(number) == head_dim) {
      numbers.push_back(number);
    } else {
      others += ", \"" + head_dim + '"';
    }
  }
  const std::string joined = JoinRanges(std::move(numbers)) + others;
  return joined.rfind(", ", 0) == 0 ? joined.substr(2) : joined;
}

std::string CountCases(size_t count) {
  return fmt::format("{} case{}", count, count == 1 ? "" : "s");
}

bool HasFloor(const FigurePanel& panel) { return panel.floor_flops_per_second_max() > 0; }

std::string FormatSampleCount(const FigurePanel& panel) {
  const auto [min, max] = panel.sample_count_range();
  return min == max ? fmt::format("{}", min) : fmt::format("{} to {}", min, max);
}

}  // namespace

std::vector<FigureTableRow> BuildTable(const FigurePanel& panel) {
  std::vector<FigureTableRow> rows;
  for (const TableCell& cell : TableCells(std::strtoll(panel.heads.c_str(), nullptr, 10))) {
    if (rows.empty() || rows.back().hidden_size != cell.hidden_size) {
      rows.push_back({cell.hidden_size, {}});
    }
    const size_t column = *ClassIndex(cell.alignment_class);
    rows.back().cells[column] = FindCell(panel.lines[column], cell);
  }
  return rows;
}

bool HasCells(const std::vector<FigureTableRow>& rows) {
  for (const FigureTableRow& row : rows) {
    for (const FigureTableCell& cell : row.cells) {
      if (cell.point != nullptr) return true;
    }
  }
  return false;
}

std::string FormatTable(const FigurePanel& panel) {
  const std::vector<FigureTableRow> rows = BuildTable(panel);
  if (panel.point_count() == 0) return "No case of it has a measured time.\n";
  if (!HasCells(rows)) {
    return fmt::format(
        "None of its {} points, hidden size {} at most, is near a cell of the table.\n",
        panel.point_count(), panel.hidden_size_max());
  }
  std::string text =
      fmt::format("TFLOP/s at the median of {} samples a point\n", FormatSampleCount(panel));
  text += FormatGrid(rows, Tflops, Decimals(rows, Tflops));
  if (HasFloor(panel)) {
    text += "fraction of floor (1 is as fast as this machine's memory and arithmetic allow)\n";
    text += FormatGrid(rows, FractionOfFloor, 3);
  }
  return text + FormatFootnote(rows);
}

std::string FormatUndrawn(const FigurePanel& panel) {
  std::map<std::string, std::vector<std::string>> head_dims_by_reason;
  for (const UndrawnCase& undrawn : panel.undrawn) {
    const std::string_view status =
        undrawn.status == Status::kOk ? "no time" : StatusName(undrawn.status);
    const std::string reason = undrawn.reason.empty() ? "no reason given" : undrawn.reason;
    head_dims_by_reason[fmt::format("{}: {}", status, reason)].push_back(undrawn.head_dim);
  }
  std::string text;
  for (const auto& [reason, head_dims] : head_dims_by_reason) {
    text += WrapText(fmt::format("{} ({}): d = {}", OneLine(reason), CountCases(head_dims.size()),
                                 OneLine(JoinHeadDims(head_dims))),
                     2);
  }
  return text.empty() ? ""
                      : fmt::format("Not measured: {}\n{}", CountCases(panel.undrawn.size()), text);
}

}  // namespace attnwatch
