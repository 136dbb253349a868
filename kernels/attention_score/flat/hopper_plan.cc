// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper_plan.h"

#include <algorithm>

namespace attnwatch::hopper {
namespace {

int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

void DivideMemory(HopperPlan& plan) {
  plan.store_slots = plan.variant.store_slots;
  const int copies = plan.variant.query_copies;
  plan.query_slots = plan.depths * (copies ? copies : plan.depths * plan.blocks <= 2 ? 2 : 1);
  if (plan.query_slots > kMaxQuerySlots) plan.query_slots = plan.depths;
  plan.key_slots = 0;
  const int left = kSharedBytesMax - SharedBytes(plan);
  plan.key_slots = std::min(left / KeySlotBytes(plan), kMaxKeySlots);
  // The first in turn must not wait for keys that the second has still to use.
  plan.turns = plan.variant.turns && plan.key_slots >= plan.key_parts;
}

// Twice the matrices that all workers are at together: what one half packs into, the other half
// reads.
int64_t RingMatrices(const HopperPlan& plan) {
  return plan.variant.ring_quarters *
         (CeilDivide(plan.schedule.worker_count, plan.units_per_matrix) + 1) / 4;
}

}  // namespace

HopperPlan PlanHopper(const AttentionScoreProblem& problem, int workers,
                      const HopperVariant& variant) {
  HopperPlan plan;
  plan.variant = variant;
  plan.cluster_size = variant.cluster_size;
  plan.blocks = variant.blocks;
  plan.tile_queries = TileQueries(variant.blocks);
  plan.tile_keys = TileKeys(variant.blocks);
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.depths = CeilDivide(problem.head_dim, kDepth);
  plan.steps = CeilDivide(problem.head_dim, kStep);
  plan.key_depth = variant.key_depth;
  plan.key_parts = CeilDivide(problem.head_dim, plan.key_depth);
  plan.units_per_matrix = CeilDivide(problem.seq_len, plan.tile_queries * plan.cluster_size);
  plan.copies_stores = problem.seq_len % 8 == 0;
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule.unit_count = problem.matrix_count() * plan.units_per_matrix;
  plan.schedule.tile_count = CeilDivide(problem.seq_len, plan.tile_keys);
  plan.pack_tiles = CeilDivide(problem.seq_len, plan.tile_queries);
  plan.schedule.worker_count = workers;
  plan.packing = PlanPacking(problem, variant.feed, RingMatrices(plan), variant.pitch);
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper
