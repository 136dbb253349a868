// SPDX-License-Identifier: Apache-2.0
#include "report/launched.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/text.h"
#include "results/one_line.h"

namespace attnwatch {
namespace {

// Two numbers are no progression yet.
constexpr size_t kProgressionMin = 3;
constexpr size_t kIndent = 13;

// The length of the longest arithmetic progression that begins at `numbers[first]`.
size_t ProgressionLength(const std::vector<int64_t>& numbers, size_t first) {
  if (first + 1 >= numbers.size()) return numbers.size() - first;
  const int64_t step = numbers[first + 1] - numbers[first];
  size_t last = first + 1;
  while (last + 1 < numbers.size() && numbers[last + 1] - numbers[last] == step) ++last;
  return last - first + 1;
}

}  // namespace

std::string JoinProgressions(const std::vector<int64_t>& numbers) {
  std::string text;
  for (size_t i = 0; i < numbers.size();) {
    if (!text.empty()) text += ", ";
    const size_t length = ProgressionLength(numbers, i);
    if (length < kProgressionMin) {
      text += std::to_string(numbers[i++]);
      continue;
    }
    const int64_t step = numbers[i + 1] - numbers[i];
    text += fmt::format("{}:{}", numbers[i], numbers[i + length - 1]);
    if (step != 1) text += fmt::format(":{}", step);
    i += length;
  }
  return text;
}

std::string FormatLaunched(const FigurePanel& panel) {
  std::map<std::string, std::vector<int64_t>> head_dims;
  for (const FigureLine& line : panel.lines) {
    for (const FigurePoint& point : line.points) {
      if (!point.launched.empty()) head_dims[point.launched].push_back(point.head_dim);
    }
  }
  std::vector<std::pair<std::string, std::vector<int64_t>>> rows(head_dims.begin(),
                                                                 head_dims.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  std::string text;
  for (auto& [name, numbers] : rows) {
    std::sort(numbers.begin(), numbers.end());
    text += fmt::format("{:5} points  {}\n", numbers.size(), OneLine(name));
    text += WrapText("d = " + JoinProgressions(numbers), kIndent);
  }
  return text;
}

}  // namespace attnwatch
