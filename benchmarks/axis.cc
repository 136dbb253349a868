// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "results/error.h"

namespace attnwatch {
namespace {

constexpr int64_t kLargest = 10'000'000;
constexpr size_t kMostValues = 100'000;

int64_t ParseNumber(std::string_view name, std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) value = kLargest + 1;
  if (text.empty() || end != text.data() + text.size()) {
    throw Error(fmt::format(
        "--{}: '{}' is not a number; give numbers and first:last[:step] ranges, as in 8,64:320:64",
        name, text));
  }
  if (value < 1 || value > kLargest) {
    throw Error(fmt::format("--{}: {} is out of range; it must be 1 to {}", name, text, kLargest));
  }
  return value;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0;;) {
    const size_t end = text.find(separator, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

void AppendOnce(int64_t value, std::vector<int64_t>* values) {
  if (std::find(values->begin(), values->end(), value) == values->end()) values->push_back(value);
}

void AppendItem(std::string_view name, std::string_view item, std::vector<int64_t>* values) {
  const auto parts = Split(item, ':');
  if (parts.size() > 3)
    throw Error(fmt::format("--{}: '{}' has more than first:last:step", name, item));
  const int64_t first = ParseNumber(name, parts[0]);
  const int64_t last = parts.size() > 1 ? ParseNumber(name, parts[1]) : first;
  const int64_t step = parts.size() > 2 ? ParseNumber(name, parts[2]) : 1;
  if (last < first) throw Error(fmt::format("--{}: '{}' ends before it begins", name, item));
  if (static_cast<size_t>((last - first) / step) >= kMostValues) {
    throw Error(fmt::format("--{}: '{}' is more than {} values", name, item, kMostValues));
  }
  for (int64_t value = first; value <= last; value += step) AppendOnce(value, values);
}

}  // namespace

std::vector<int64_t> ParseAxis(std::string_view name, std::string_view text) {
  std::vector<int64_t> values;
  for (const std::string_view item : Split(text, ',')) AppendItem(name, item, &values);
  return values;
}

std::vector<std::string> SplitList(std::string_view name, std::string_view text) {
  std::vector<std::string> items;
  for (const std::string_view item : Split(text, ',')) {
    if (item.empty()) throw Error(fmt::format("--{}: '{}' has an empty item", name, text));
    items.emplace_back(item);
  }
  return items;
}

}  // namespace attnwatch
