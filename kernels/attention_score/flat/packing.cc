// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/packing.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

#ifndef PITCH
#define PITCH 8
#endif
int RoundUp(int64_t value, int64_t multiple) {
  return static_cast<int>((value + multiple - 1) / multiple * multiple);
}

}  // namespace

Packing PlanPacking(const AttentionScoreProblem& problem, Feed feed, int64_t ring) {
  Packing packing;
  packing.matrix_rows = static_cast<int>(problem.seq_len);
  packing.width = RoundUp(problem.head_dim, 8);
  packing.pitch = packing.width;
  packing.ring = problem.matrix_count();
#ifdef FORCE
  if (problem.head_dim % 64 == 0) return packing;
#else
  if (packing.width == problem.head_dim) return packing;
#endif
  packing.pitch = RoundUp(problem.head_dim, PITCH);
  packing.feed = feed;
  if (feed == Feed::kRing) packing.ring = std::min(packing.ring, ring);
  return packing;
}

}  // namespace attnwatch::hopper
