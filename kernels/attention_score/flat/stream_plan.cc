// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <algorithm>

namespace attnwatch::hopper::stream {
namespace {

constexpr int kMinPanels = 3;

int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

void DivideMemory(StreamPlan& plan) {
  const int left = kSharedBytesMax - StreamSharedBytes(plan);
  plan.key_slots = std::min(left / kKeyPanelBytes, kMaxKeySlots);
}

// Of those that blocks multiply at one time, and how far packing may be ahead of them: the longer a
// row, the later its packing is done; the more, the less of the ring stays in the cache.
int64_t RingMatrices(const StreamPlan& plan) {
  const int together = CeilDivide(plan.schedule.worker_count, plan.units_per_matrix) + 1;
  return together + (plan.panels == kMinPanels ? (together + 1) / 2 : together);
}

StreamShape ChooseShape(int panels) { return panels <= kWide.panels ? kWide : kDeep; }

}  // namespace

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem) {
  if (problem.head_dim > kDeep.panels * kDepth || problem.head_dim <= (kMinPanels - 1) * kDepth) {
    return "head_dim is too large or too small";
  }
  if (problem.seq_len % 8 != 0) return "seq_len is no multiple of 8";
  // Too little memory is left for keys to arrive ahead.
  if (problem.head_dim % 8 == 0 && problem.head_dim > (kDeep.panels - 1) * kDepth) {
    return "for these rows the kernel with 128 queries is faster";
  }
  return std::nullopt;
}

StreamPlan PlanStream(const AttentionScoreProblem& problem, int workers) {
  StreamPlan plan;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.panels = CeilDivide(problem.head_dim, kDepth);
  const StreamShape shape = ChooseShape(plan.panels);
  plan.groups = shape.groups;
  plan.blocks = shape.blocks;
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  const int tiles = CeilDivide(problem.seq_len, kTileKeys);
  plan.packs = problem.head_dim % 8 != 0;
  // Shorter units keep the ring small; longer ones bring queries less often.
  plan.key_parts = plan.packs && plan.panels == kMinPanels ? std::min(tiles, 2) : 1;
  plan.units_per_matrix = CeilDivide(problem.seq_len, UnitQueries(plan)) * plan.key_parts;
  plan.share_rows = CeilDivide(CeilDivide(problem.seq_len, plan.units_per_matrix), 8) * 8;
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule.unit_count = problem.matrix_count() * plan.units_per_matrix;
  plan.schedule.tile_count = CeilDivide(tiles, plan.key_parts);
  plan.schedule.worker_count = workers;
  plan.ring = std::min(problem.matrix_count(), RingMatrices(plan));
  plan.key_row_bytes = plan.packs ? plan.panels * kLineBytes : 2 * plan.head_dim;
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper::stream
