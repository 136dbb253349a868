// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/packing.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

int RoundUp(int64_t value, int64_t multiple) {
  return static_cast<int>((value + multiple - 1) / multiple * multiple);
}

}  // namespace

Packing PlanPacking(const AttentionScoreProblem& problem, Feed feed, int64_t ring,
                    int multiple) {
  Packing packing;
  packing.matrix_rows = static_cast<int>(problem.seq_len);
  packing.width = RoundUp(problem.head_dim, 8);
  const uint64_t chunks = static_cast<uint64_t>(packing.width) / 8;
  packing.row_inverse = ((uint64_t{1} << 32) + chunks - 1) / chunks;
  packing.ring = problem.matrix_count();
  packing.pitch = packing.width;
  if (RoundUp(problem.head_dim, multiple) == problem.head_dim) return packing;
  packing.pitch = RoundUp(problem.head_dim, multiple);
  packing.feed = feed;
  if (feed == Feed::kRing) packing.ring = std::min(packing.ring, ring);
  return packing;
}

}  // namespace attnwatch::hopper
