// SPDX-License-Identifier: Apache-2.0
//
// StreamPlan: the numbers of one problem that the streaming kernel (stream.h) works from, and how
// it divides its shared memory.
//
//   if (!StreamUnsuited(problem)) {
//     const StreamPlan plan = PlanStream(problem, /*workers=*/132);
//     StreamSharedBytes(plan);   // dynamic shared memory of a launch
//   }
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper::stream {

using repack::kKeyPanelBytes;
using repack::kQueryPanelBytes;
using repack::kStoreBytes;
using repack::kTileKeys;
using repack::kTileSums;
using repack::kUnitQueries;

inline constexpr int kConsumerWarps = 8;
inline constexpr int kPackerWarps = 2;
inline constexpr int kMaxKeySlots = 8;
inline constexpr int kMinGroupSlots = 4;
inline constexpr int kMaxGroupSlots = 16;
inline constexpr int kGroupPadding = 128;  // a packer reads past the last row, and drops it
inline constexpr int kBarrierBytes = 512;
inline constexpr int kAlignment = 1024;
inline constexpr int kSharedBytesMax = 227 * 1024;  // of a block on compute capability 9.0

struct StreamPlan {
  Schedule schedule;
  int seq_len = 0;
  int head_dim = 0;
  int panels = 0;
  int panels_inverse = 0;
  int last_steps = 0;  // wgmma steps in the last panel
  int key_parts = 0;   // of a matrix: a unit is 256 queries and one part of the keys
  int units_per_matrix = 0;
  int share_rows = 0;  // keys that the block of a unit packs for all
  bool packs_keys = false;
  int64_t ring = 0;       // matrices of packed keys
  int key_row_bytes = 0;  // from one packed key to the next
  int key_slots = 0;      // of one panel of a tile's keys
  int group_rows = 0;     // rows as they are given that one copy brings
  int group_bytes = 0;    // from one slot for them to the next
  int group_slots = 0;
  float scale = 0;
};

// Why another kernel is better for the problem, or this one cannot compute it; or nothing.
std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem);

// A worker is a block that runs all the time.
StreamPlan PlanStream(const AttentionScoreProblem& problem, int workers);

// With room to align the panels.
ATTNWATCH_GEOMETRY int StreamSharedBytes(const StreamPlan& plan) {
  return kAlignment + plan.panels * kQueryPanelBytes + plan.key_slots * kKeyPanelBytes +
         kConsumerWarps * kStoreBytes + plan.group_slots * plan.group_bytes + kBarrierBytes;
}

// Of the ring.
ATTNWATCH_GEOMETRY int64_t PackedKeyBytes(const StreamPlan& plan) {
  return plan.packs_keys ? plan.ring * plan.seq_len * plan.key_row_bytes : 0;
}

}  // namespace attnwatch::hopper::stream
