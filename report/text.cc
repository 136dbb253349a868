// SPDX-License-Identifier: Apache-2.0
#include "report/text.h"

#include <algorithm>
#include <sstream>

namespace attnwatch {

std::string WrapText(std::string_view text, size_t indent) {
  std::istringstream words{std::string(text)};
  std::string wrapped;
  std::string line;
  const auto flush = [&] {
    if (!line.empty()) wrapped += std::string(indent, ' ') + line + '\n';
    line.clear();
  };
  for (std::string word; words >> word;) {
    if (indent + line.size() + 1 + word.size() > kTerminalColumns) flush();
    if (!line.empty()) line += ' ';
    line += word;
  }
  flush();
  return wrapped;
}

std::string JoinRanges(std::vector<int64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string text;
  for (size_t first = 0; first < numbers.size();) {
    size_t last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] <= numbers[last] + 1) ++last;
    if (!text.empty()) text += ", ";
    text += std::to_string(numbers[first]);
    if (numbers[last] > numbers[first]) text += '-' + std::to_string(numbers[last]);
    first = last + 1;
  }
  return text;
}

}  // namespace attnwatch
