// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/schedule.h"

#include <numeric>
#include <random>
#include <utility>

namespace attnwatch {

std::vector<size_t> RoundOrder(size_t count, int round, uint64_t seed) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  // std::mt19937_64 is the same everywhere; std::shuffle and the distributions are not. The
  // modulo's bias is below 2^-40 for any grid.
  std::mt19937_64 random(seed ^ (0x9e3779b97f4a7c15u * static_cast<uint64_t>(round + 1)));
  for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random() % i]);
  return order;
}

}  // namespace attnwatch
