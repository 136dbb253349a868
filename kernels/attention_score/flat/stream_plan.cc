// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <algorithm>

namespace attnwatch::hopper::stream {
namespace {

constexpr int kMinPanels = 3;

void DivideMemory(StreamPlan& plan) {
  const int left = kSharedBytesMax - StreamSharedBytes(plan);
  plan.key_slots = std::min(left / KeySlotBytes(plan), kMaxKeySlots);
}

StreamShape ChooseShape(int panels) { return panels <= kWide.panels ? kWide : kHeld; }

// Whether `lines` is slower than to hold queries, of rows that are too long for kWide. On an H100,
// `lines` and queries held: d=264 1.76 and 2.05 ms, 272 1.76 and 1.80, 288 1.79 and 1.67, 312 2.04
// and 2.14, 320 1.97 and 1.72, 328 2.22 and 2.22, 336 2.23 and 1.95.
bool IsBetterHeld(int64_t head_dim) { return head_dim >= 288 && head_dim % 16 == 0; }

}  // namespace

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem) {
  if (problem.head_dim > kHeld.panels * kDepth || problem.head_dim <= (kMinPanels - 1) * kDepth) {
    return "head_dim is too large or too small";
  }
  if (problem.head_dim % 8 != 0) return "rows are not aligned as the copy engine wants them";
  const bool held = problem.head_dim > kWide.panels * kDepth;
  if (held && !IsBetterHeld(problem.head_dim)) return "rows are better read line by line";
  if (held && problem.seq_len % kKeyGroup != 0) return "seq_len is no multiple of 32";
  if (problem.seq_len % 8 != 0) return "seq_len is no multiple of 8";
  return TooManyRows(problem);
}

StreamPlan PlanStream(const AttentionScoreProblem& problem, int workers) {
  StreamPlan plan;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.panels = CeilDivide(problem.head_dim, kDepth);
  const StreamShape shape = ChooseShape(plan.panels);
  plan.groups = shape.groups;
  plan.blocks = shape.blocks;
  plan.tile_keys = HoldsQueries(plan) ? HeldTileKeys(plan.panels) : kTileKeys;
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, UnitQueries(plan));
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule = PlanSchedule(problem, plan.units_per_matrix, plan.tile_keys, workers);
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper::stream
