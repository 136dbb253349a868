// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/packing.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

int RoundUpToEight(int64_t value) { return static_cast<int>((value + 7) / 8 * 8); }

}  // namespace

Packing PlanPacking(const AttentionScoreProblem& problem, int64_t ring) {
  Packing packing;
  packing.matrix_rows = static_cast<int>(problem.seq_len);
  packing.width = RoundUpToEight(problem.head_dim);
  const uint64_t chunks = static_cast<uint64_t>(packing.width) / 8;
  packing.row_inverse = ((uint64_t{1} << 32) + chunks - 1) / chunks;
  packing.ring = problem.matrix_count();
  if (packing.width == problem.head_dim) return packing;
  packing.needed = true;
  packing.ring = std::min(packing.ring, ring);
  return packing;
}

}  // namespace attnwatch::hopper
