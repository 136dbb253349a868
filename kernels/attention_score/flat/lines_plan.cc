// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/lines_plan.h"

#include <algorithm>

namespace attnwatch::hopper::lines {
namespace {

// A panel is in two lines. With only one more on its way a warp waits for memory (d=341, H100: 2.57
// ms with 256 keys and three stages, 2.36 with 192 and five), but that is better than nothing.
constexpr int kGoodStages = 4;
constexpr int kLeastStages = 3;

// Gives the stages what the keys leave; returns whether that is enough.
bool DivideMemory(int block_keys, int key_buffers, int least_stages, LinesPlan& plan) {
  plan.block_keys = block_keys;
  plan.key_buffers = key_buffers;
  plan.stages = 0;
  const int left = kSharedBytesMax - SharedBytes(plan);
  plan.stages = std::min(left / (kWarps * kStageBytes), kMaxStages);
  return left > 0 && plan.stages >= least_stages;
}

// The most keys for which it is: queries are read once for each block of keys. Two blocks where
// there is room: the next is then packed while this one is multiplied.
bool ChooseBlock(LinesPlan& plan) {
  if (DivideMemory(256, 2, kGoodStages, plan)) return true;
  for (const int least_stages : {kGoodStages, kLeastStages}) {
    for (const int block_keys : {256, 192, 128}) {
      if (DivideMemory(block_keys, 1, least_stages, plan)) return true;
    }
  }
  return false;
}

LinesPlan PlanHeadDim(int64_t head_dim) {
  LinesPlan plan;
  plan.head_dim = static_cast<int>(head_dim);
  plan.panels = CeilDivide(head_dim, kDepth);
  plan.last_elements = plan.head_dim - (plan.panels - 1) * kDepth;
  plan.last_steps = plan.last_elements <= kHalfSteps * kStep ? kHalfSteps : kSteps;
  plan.lines = LineCount(plan.head_dim);
  return plan;
}

}  // namespace

std::optional<std::string> LinesUnsuited(const AttentionScoreProblem& problem) {
  LinesPlan plan = PlanHeadDim(std::min<int64_t>(problem.head_dim, kSharedBytesMax));
  if (!ChooseBlock(plan)) return "a block of keys does not fit into shared memory";
  // Rows are read in aligned 16 bytes.
  if (problem.query_count() % 8 != 0) return "the tensors' sizes are no multiple of 16 bytes";
  return TooManyRows(problem);
}

LinesPlan PlanLines(const AttentionScoreProblem& problem, int workers) {
  LinesPlan plan = PlanHeadDim(problem.head_dim);
  ChooseBlock(plan);
  plan.seq_len = static_cast<int>(problem.seq_len);
  plan.blocks_per_matrix = CeilDivide(problem.seq_len, plan.block_keys);
  plan.scale = static_cast<float>(problem.scale());
  plan.schedule = PlanSchedule(problem, plan.blocks_per_matrix, kTileRows, workers);
  return plan;
}

}  // namespace attnwatch::hopper::lines
