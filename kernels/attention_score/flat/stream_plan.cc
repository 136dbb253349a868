// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <algorithm>

namespace attnwatch::hopper::stream {
namespace {

void DivideMemory(int reserved, StreamPlan& plan) {
  const int left = kSharedBytesMax - StreamSharedBytes(plan) - reserved;
  plan.key_slots = std::min(left / KeySlotBytes(plan), kMaxKeySlots);
}

// Where that is faster. On an H100, kWide and queries held: d=224 1.51 and 1.51 ms, 240 1.55 and
// 1.55, 256 1.55 and 1.48; `lines` and queries held: d=264 1.76 and 1.97, 272 1.76 and 1.69, 280
// 1.84 and 2.02, 296 2.02 and 1.91, 312 2.04 and 1.88, 344 2.33 and 2.11. On an H200, `repack` and
// queries held: d=80 0.97 and 0.98, 96 1.00 and 0.98, 112 1.09 and 1.01, 128 1.12 and 0.99; kWide
// and queries held: 144 1.09 and 1.04, 160 1.14 and 1.04, 192 1.20 and 1.08, 208 1.35 and 1.19.
bool IsBetterHeld(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  const int64_t least = problem.head_dim % 16 != 0 ? 296 : HasFastMemory(gpu) ? 96 : 208;
  return problem.head_dim >= least && problem.seq_len % kKeyGroup == 0;
}

StreamShape ChooseShape(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  return IsBetterHeld(problem, gpu) ? kHeld : kWide;
}

StreamPlan PlanShape(const AttentionScoreProblem& problem, const StreamShape& shape, int reserved) {
  StreamPlan plan;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.panels = CeilDivide(problem.head_dim, kDepth);
  plan.groups = shape.groups;
  plan.blocks = shape.blocks;
  plan.tile_keys = HoldsQueries(plan) ? HeldTileKeys(plan.panels) : kTileKeys;
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, UnitQueries(plan));
  plan.scale = static_cast<float>(problem.scale());
  DivideMemory(reserved, plan);
  return plan;
}

}  // namespace

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem,
                                          const HopperGpu& gpu) {
  const StreamShape shape = ChooseShape(problem, gpu);
  if (problem.head_dim > shape.panels * kDepth ||
      problem.head_dim <= (shape.least_panels - 1) * kDepth) {
    return "head_dim is too large or too small";
  }
  if (problem.head_dim % 8 != 0) return "rows are not aligned as the copy engine wants them";
  if (problem.seq_len % 8 != 0) return "seq_len is no multiple of 8";
  return TooManyRows(problem);
}

StreamPlan PlanHeld(const AttentionScoreProblem& problem, int reserved) {
  return PlanShape(problem, kHeld, reserved);
}

StreamPlan PlanStream(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  StreamPlan plan = PlanShape(problem, ChooseShape(problem, gpu), 0);
  plan.schedule = PlanSchedule(problem, plan.units_per_matrix, plan.tile_keys, gpu.multiprocessors);
  return plan;
}

}  // namespace attnwatch::hopper::stream
