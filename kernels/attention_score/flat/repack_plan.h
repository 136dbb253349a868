// SPDX-License-Identifier: Apache-2.0
//
// RepackPlan: the numbers of one problem that the kernel which repacks rows in shared memory works
// from, and how it divides that memory.
//
//   if (!RepackUnsupported(problem)) RepackPlan plan = PlanRepack(problem, /*workers=*/132);
//   RepackSharedBytes(plan);   // dynamic shared memory of a launch
//
// A unit is 256 queries of one matrix, which stay in shared memory; a tile is their scores with 128
// keys. Operands lie in panels of 64 elements of head_dim: a row of a panel is one line of 128
// bytes, swizzled as wgmma reads it.
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper::repack {

inline constexpr int kQueries = 256;  // of a unit
inline constexpr int kKeys = 128;     // of a tile
inline constexpr int kConsumerWarps = 8;
inline constexpr int kPackerWarps = 3;
inline constexpr int kMaxPanels = 6;
inline constexpr int kMaxBuffers = 4;
inline constexpr int kMaxGroupSlots = 16;
inline constexpr int kKeyPanelBytes = kKeys * kLineBytes;
inline constexpr int kStoreRows = 8;                        // of a warp's scores at a time
inline constexpr int kStoreBytes = kStoreRows * 2 * kKeys;  // of a warp: a box
inline constexpr int kGroupPadding = 128;  // a packer reads past the last row, and throws it away
inline constexpr int kBarrierBytes = 512;
inline constexpr int kAlignment = 1024;
inline constexpr int kSharedBytesMax = 227 * 1024;

struct RepackPlan {
  Schedule schedule;
  int seq_len = 0;
  int head_dim = 0;
  int cluster =
      1;  // blocks that share a unit: each has its part of the queries, and packs of the keys
  int panels = 0;
  int panels_inverse = 0;  // divides by `panels`, in 16 bits
  int last_steps = 0;      // wgmma steps of 16 in the last panel
  int units_per_matrix = 0;
  int query_buffers = 0;
  int key_buffers = 0;
  int group_rows = 0;   // of the raw rows that one copy brings
  int group_bytes = 0;  // from one slot for such rows to the next
  int group_slots = 0;
  int store_boxes = 0;  // of a warp; 0: threads store
  float scale = 0;
};

// Why this kernel cannot compute the problem, whatever the GPU, or nothing.
std::optional<std::string> RepackUnsupported(const AttentionScoreProblem& problem);

RepackPlan PlanRepack(const AttentionScoreProblem& problem, int workers);

// Of a block.
ATTNWATCH_GEOMETRY int BlockQueries(const RepackPlan& plan) { return kQueries / plan.cluster; }
ATTNWATCH_GEOMETRY int BlockKeys(const RepackPlan& plan) { return kKeys / plan.cluster; }
ATTNWATCH_GEOMETRY int QueryPanelBytes(const RepackPlan& plan) {
  return BlockQueries(plan) * kLineBytes;
}

ATTNWATCH_GEOMETRY int RepackSharedBytes(const RepackPlan& plan) {
  return kAlignment +
         plan.panels *
             (plan.query_buffers * QueryPanelBytes(plan) + plan.key_buffers * kKeyPanelBytes) +
         kConsumerWarps * (plan.store_boxes == 2 ? 2 : 1) * kStoreBytes +
         plan.group_slots * plan.group_bytes + kBarrierBytes;
}

}  // namespace attnwatch::hopper::repack
