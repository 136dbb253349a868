// SPDX-License-Identifier: Apache-2.0
#include "results/labels.h"

#include <algorithm>

namespace attnwatch {
namespace {

template <typename Pairs>
auto FindKey(Pairs& pairs, std::string_view key) {
  return std::find_if(pairs.begin(), pairs.end(), [&](const auto& p) { return p.first == key; });
}

}  // namespace

Labels::Labels(std::initializer_list<Pair> pairs) {
  for (const auto& [key, value] : pairs) Set(key, value);
}

void Labels::Set(std::string_view key, std::string_view value) {
  const auto found = FindKey(pairs_, key);
  if (found != pairs_.end()) {
    found->second = value;
  } else {
    pairs_.emplace_back(key, value);
  }
}

const std::string& Labels::Get(std::string_view key) const {
  static const std::string kNone;
  const auto found = FindKey(pairs_, key);
  return found == pairs_.end() ? kNone : found->second;
}

std::string Labels::Name() const {
  std::string name;
  for (const auto& [key, value] : pairs_) {
    if (!name.empty()) name += '/';
    name.append(key).append(1, '=').append(value);
  }
  return name;
}

}  // namespace attnwatch
