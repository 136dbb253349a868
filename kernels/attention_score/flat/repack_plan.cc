// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/repack_plan.h"

#include <algorithm>

namespace attnwatch::hopper::repack {
int g_group_bytes = 0;
int g_key_buffers = 0;
int g_stores = 0;
int g_cluster = 0;
namespace {

int CeilDivide(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }

// 8 rows of any head_dim are a multiple of 16 bytes: what a copy takes.
int GroupRows(const RepackPlan& plan) {
  if (g_group_bytes) return g_group_bytes;
  return plan.panels <= 2 ? 64 / plan.cluster : 8;
}

void DivideMemory(RepackPlan& plan) {
  plan.cluster = g_cluster ? g_cluster : plan.panels <= 2 ? 1 : 2;
  plan.schedule.worker_count /= plan.cluster;
  plan.query_buffers = plan.panels == 1 ? 2 : 1;
  plan.key_buffers = plan.panels <= 2 ? 3 : plan.panels <= 4 && plan.cluster == 2 ? 2 : 1;
  if (g_key_buffers) plan.key_buffers = g_key_buffers;
  plan.store_boxes = g_stores == 2 && plan.panels == 4 ? 1 : g_stores;
  plan.group_rows = GroupRows(plan);
  plan.group_bytes = plan.group_rows * 2 * plan.head_dim + kGroupPadding;
  plan.group_bytes = CeilDivide(plan.group_bytes, 128) * 128;
  plan.group_slots =
      std::min((kSharedBytesMax - RepackSharedBytes(plan)) / plan.group_bytes, kMaxGroupSlots);
}

}  // namespace

std::optional<std::string> RepackUnsupported(const AttentionScoreProblem& problem) {
  if (problem.head_dim > kMaxPanels * kDepth) return "head_dim above 384";
  if (problem.seq_len % 8 != 0) return "seq_len is no multiple of 8";
  return std::nullopt;
}

RepackPlan PlanRepack(const AttentionScoreProblem& problem, int workers) {
  RepackPlan plan;
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.head_dim = static_cast<int>(problem.head_dim);
  plan.panels = CeilDivide(problem.head_dim, kDepth);
  plan.panels_inverse = 65536 / plan.panels + 1;
  plan.last_steps = CeilDivide(problem.head_dim - (plan.panels - 1) * kDepth, kStep);
  plan.units_per_matrix = CeilDivide(problem.seq_len, kQueries);
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule.unit_count = problem.matrix_count() * plan.units_per_matrix;
  plan.schedule.tile_count = CeilDivide(problem.seq_len, kKeys);
  plan.schedule.worker_count = workers;
  DivideMemory(plan);
  return plan;
}

}  // namespace attnwatch::hopper::repack
