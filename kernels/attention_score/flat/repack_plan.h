// SPDX-License-Identifier: Apache-2.0
//
// RepackPlan: the numbers of one problem that the packing kernel works from, and how it divides its
// shared memory.
//
//   if (!RepackUnsuited(problem)) {
//     const RepackPlan plan = PlanRepack(problem, /*workers=*/132);
//     RepackSharedBytes(plan);   // dynamic shared memory of a launch
//   }
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper::repack {

inline constexpr int kConsumerWarps = 8;
inline constexpr int kPackerWarps = 3;
inline constexpr int kMaxBuffers = 3;
inline constexpr int kMinGroupSlots = 3;  // repack_packer.cuh says why
inline constexpr int kMaxGroupSlots = 16;
inline constexpr int kGroupPadding = 128;  // a packer reads past the last row, and drops it
inline constexpr int kBarrierBytes = 512;
inline constexpr int kAlignment = 1024;

struct RepackPlan {
  Schedule schedule;
  int seq_len = 0;
  int head_dim = 0;
  int panels = 0;
  int panels_inverse = 0;
  int last_steps = 0;  // wgmma steps in the last panel
  int units_per_matrix = 0;
  int query_buffers = 0;
  int key_buffers = 0;
  int group_rows = 0;   // rows as they are given that one copy brings
  int group_bytes = 0;  // from one slot for them to the next
  int group_slots = 0;
  float scale = 0;
};

// Why another kernel is better for the problem, or this one cannot compute it; or nothing.
std::optional<std::string> RepackUnsuited(const AttentionScoreProblem& problem);

// A worker is a block that runs all the time.
RepackPlan PlanRepack(const AttentionScoreProblem& problem, int workers);

// With room to align the panels.
ATTNWATCH_GEOMETRY int RepackSharedBytes(const RepackPlan& plan) {
  return kAlignment +
         plan.panels * (plan.query_buffers * kQueryPanelBytes + plan.key_buffers * kKeyPanelBytes) +
         kConsumerWarps * kStoreBytes + plan.group_slots * plan.group_bytes + kBarrierBytes;
}

}  // namespace attnwatch::hopper::repack
