// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/stream_plan.h"

#include <algorithm>

namespace attnwatch::hopper::stream {
namespace {

constexpr int kMinPanels = 3;

void DivideMemory(StreamPlan& plan) {
  const int left = kSharedBytesMax - StreamSharedBytes(plan);
  plan.key_slots = std::min(left / kKeyPanelBytes, kMaxKeySlots);
}

StreamShape ChooseShape(int panels) { return panels <= kWide.panels ? kWide : kDeep; }

}  // namespace

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem) {
  if (problem.head_dim > kDeep.panels * kDepth || problem.head_dim <= (kMinPanels - 1) * kDepth) {
    return "head_dim is too large or too small";
  }
  if (problem.head_dim % 8 != 0) return "rows are not aligned as the copy engine wants them";
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
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, UnitQueries(plan));
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule = PlanSchedule(problem, plan.units_per_matrix, kTileKeys, workers);
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper::stream
