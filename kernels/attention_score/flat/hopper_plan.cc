// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper_plan.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

// Stores are what a small head_dim is bound by, and keys what a large one is: each gets what memory
// there is.
void DivideMemory(HopperPlan& plan) {
  plan.store_slots = plan.depths <= 4 ? 4 : 2;
  plan.query_slots = plan.depths <= 2 ? 2 * plan.depths : plan.depths;
  plan.key_slots = 0;
  const int left = kSharedBytesMax - SharedBytes(plan);
  plan.key_slots = std::min(left / kKeySlotBytes, kMaxKeySlots);
}

// Twice the matrices that all workers are at together: what one half packs into, the other half
// reads.
int64_t RingMatrices(const HopperPlan& plan) {
  return 2 * (CeilDivide(plan.schedule.worker_count, plan.units_per_matrix) + 1);
}

}  // namespace

HopperPlan PlanHopper(const AttentionScoreProblem& problem, int workers, int cluster_size,
                      Feed feed) {
  HopperPlan plan;
  plan.cluster_size = cluster_size;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.depths = CeilDivide(problem.head_dim, kDepth);
  plan.last_steps = CeilDivide(problem.head_dim - (plan.depths - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, kQueries * cluster_size);
  plan.copies_stores = problem.seq_len % 8 == 0;
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule.unit_count = problem.matrix_count() * plan.units_per_matrix;
  plan.schedule.tile_count = CeilDivide(problem.seq_len, kKeys);
  plan.pack_tiles = CeilDivide(problem.seq_len, kQueries);
  plan.schedule.worker_count = workers;
  plan.packing = PlanPacking(problem, feed, RingMatrices(plan));
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper
