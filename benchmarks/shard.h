// SPDX-License-Identifier: Apache-2.0
//
// Shards: a grid split over several processes or machines. Which shard a case belongs to depends on
// its name and the number of shards only, so that adding cases moves no other.
//
//   const Shard shard = ParseShard("2/3");   // the second of three
//   if (shard.Contains(c.name())) Measure(c);
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attnwatch {

struct Shard {
  int index = 0;  // from 0
  int count = 1;

  bool Contains(std::string_view case_name) const;
  // "2/3", as people count.
  std::string Name() const;
};

// "i/n" with 1 <= i <= n <= 1000. Throws Error for anything else.
Shard ParseShard(const std::string& text);

// The shard that Bazel's test runner asks for (TEST_TOTAL_SHARDS, TEST_SHARD_INDEX), telling it
// that we know about shards; nothing where it asks for none.
std::optional<Shard> BazelShard();

}  // namespace attnwatch
