// SPDX-License-Identifier: Apache-2.0
//
// LinesPlan: the numbers of one problem that the kernel of lines.h works from, and how it divides
// its shared memory.
//
//   if (!LinesUnsuited(problem)) {
//     const LinesPlan plan = PlanLines(problem, /*workers=*/132);
//     SharedBytes(plan);   // dynamic shared memory of a launch
//   }
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/lines_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper::lines {

inline constexpr int kMaxStages = 8;  // of a warp
// Barriers, eight bytes each, and a SegmentQueue.
inline constexpr int kBarrierBytes = (2 * kWarps * kMaxStages + 2) * 8 + kQueueBytes;

struct LinesPlan {
  Schedule schedule;
  int seq_len = 0;
  int head_dim = 0;
  int block_keys = 0;   // 256, 192 or 128
  int key_buffers = 0;  // blocks of keys that there is room for: 1 or 2
  int blocks_per_matrix = 0;
  int panels = 0;
  int last_elements = 0;  // of head_dim in the last panel
  int last_steps = 0;     // of wgmma there: 2 or 4
  int lines = 0;          // of a row: as many as panels, or one more
  int stages = 0;         // of a warp: lines that are there or on their way
  float scale = 0;
};

// Why the kernel of lines.h cannot compute the problem, or nothing.
std::optional<std::string> LinesUnsuited(const AttentionScoreProblem& problem);

// A worker is a block that runs all the time.
LinesPlan PlanLines(const AttentionScoreProblem& problem, int workers);

// Every row begins at a multiple of 16 bytes.
ATTNWATCH_GEOMETRY bool IsAligned(const LinesPlan& plan) { return plan.head_dim % 8 == 0; }

// From one packed panel to the next.
ATTNWATCH_GEOMETRY int PanelBytes(const LinesPlan& plan) { return plan.block_keys * kLineBytes; }
ATTNWATCH_GEOMETRY int LastPanelBytes(const LinesPlan& plan) {
  return plan.block_keys * 2 * kStep * plan.last_steps;
}
ATTNWATCH_GEOMETRY int KeyBytes(const LinesPlan& plan) {
  return (plan.panels - 1) * PanelBytes(plan) + LastPanelBytes(plan);
}
ATTNWATCH_GEOMETRY int SharedBytes(const LinesPlan& plan) {
  return plan.key_buffers * KeyBytes(plan) + kWarps * plan.stages * kStageBytes + kBarrierBytes;
}

}  // namespace attnwatch::hopper::lines
