// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/shard.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "kernels/attention_score/inputs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

constexpr int kMostShards = 1000;

// FNV-1a, 64 bits: the same everywhere, which std::hash is not. Mixed, because names differ in
// their last characters, which FNV leaves in the low bits.
uint64_t Hash(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return MixBits(hash);
}

std::optional<int> ParseWhole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool Shard::Contains(std::string_view case_name) const {
  return static_cast<int>(Hash(case_name) % static_cast<uint64_t>(count)) == index;
}

std::string Shard::Name() const { return fmt::format("{}/{}", index + 1, count); }

Shard ParseShard(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const auto number = ParseWhole(std::string_view(text).substr(0, slash));
    const auto count = ParseWhole(std::string_view(text).substr(slash + 1));
    if (number && count && *number >= 1 && *number <= *count && *count <= kMostShards) {
      return {*number - 1, *count};
    }
  }
  throw Error(fmt::format("--shard: '{}' is not i/n with i from 1 to n and n at most {}", text,
                          kMostShards));
}

std::optional<Shard> BazelShard() {
  const char* total = std::getenv("TEST_TOTAL_SHARDS");
  const char* index = std::getenv("TEST_SHARD_INDEX");
  if (total == nullptr || index == nullptr) return std::nullopt;
  if (const char* status = std::getenv("TEST_SHARD_STATUS_FILE"))
    std::ofstream(status, std::ios::app);
  return ParseShard(fmt::format("{}/{}", ParseWhole(index).value_or(-1) + 1, total));
}

}  // namespace attnwatch
