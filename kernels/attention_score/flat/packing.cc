// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/packing.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

int RoundUpToEight(int64_t value) { return static_cast<int>((value + 7) / 8 * 8); }

}  // namespace

Packing PlanPacking(const AttentionScoreProblem& problem, Feed feed, int64_t ring) {
  Packing packing;
  packing.matrix_rows = RoundUpToEight(problem.seq_len);
  packing.width = RoundUpToEight(problem.head_dim);
  packing.ring = problem.matrix_count();
  const bool aligned = packing.matrix_rows == problem.seq_len && packing.width == problem.head_dim;
  if (aligned) return packing;
  packing.feed = feed;
  if (feed == Feed::kRing) packing.ring = std::min(packing.ring, ring);
  return packing;
}

}  // namespace attnwatch::hopper
