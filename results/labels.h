// SPDX-License-Identifier: Apache-2.0
//
// Labels: who a case is. Ordered key=value pairs; the judging half of the suite knows nothing else
// about a workload.
//
//   Labels labels = {{"kernel", "cublas"}, {"head_dim", "64"}};
//   labels.Get("head_dim");   // "64"
//   labels.Name();            // "kernel=cublas/head_dim=64"
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attnwatch {

class Labels {
 public:
  using Pair = std::pair<std::string, std::string>;

  Labels() = default;
  Labels(std::initializer_list<Pair> pairs);

  // Appends the pair, or replaces the value where the key is already present.
  void Set(std::string_view key, std::string_view value);

  // The value of `key`, or "" where there is none (no label of ours is empty).
  const std::string& Get(std::string_view key) const;

  // "key=value/key=value", in order: the case's name in reports and filters.
  std::string Name() const;

  const std::vector<Pair>& pairs() const { return pairs_; }
  bool empty() const { return pairs_.empty(); }

  friend bool operator==(const Labels& a, const Labels& b) { return a.pairs_ == b.pairs_; }
  friend bool operator!=(const Labels& a, const Labels& b) { return !(a == b); }
  friend bool operator<(const Labels& a, const Labels& b) { return a.pairs_ < b.pairs_; }

 private:
  std::vector<Pair> pairs_;
};

}  // namespace attnwatch
