// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/repack_plan.h"

#include <algorithm>

namespace attnwatch::hopper::repack {
namespace {

constexpr int kMaxPanels = 2;  // with three, the keys of a tile are packed too slowly

void DivideMemory(RepackPlan& plan) {
  plan.query_buffers = plan.panels == 1 ? 2 : 1;
  plan.key_buffers = kMaxBuffers;
  plan.group_rows = 64;
  const int bytes = plan.group_rows * 2 * plan.head_dim + kGroupPadding;
  plan.group_bytes = CeilDivide(bytes, kLineBytes) * kLineBytes;
  const int left = kSharedBytesMax - RepackSharedBytes(plan);
  plan.group_slots = std::min(left / plan.group_bytes, kMaxGroupSlots);
}

}  // namespace

std::optional<std::string> RepackUnsuited(const AttentionScoreProblem& problem) {
  if (problem.head_dim > kMaxPanels * kDepth) return "head_dim is too large";
  // So that copies and stores are of whole 16 bytes.
  if (problem.seq_len % 8 != 0) return "seq_len is no multiple of 8";
  return TooManyRows(problem);
}

RepackPlan PlanRepack(const AttentionScoreProblem& problem, int workers) {
  RepackPlan plan;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.panels = CeilDivide(problem.head_dim, kDepth);
  plan.panels_inverse = PanelsInverse(plan.panels);
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, kUnitQueries);
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule = PlanSchedule(problem, plan.units_per_matrix, kTileKeys, workers);
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper::repack
