// SPDX-License-Identifier: Apache-2.0
//
// HopperPlan: the numbers of one problem that the Hopper kernel works from, and how it divides its
// shared memory.
//
//   const HopperPlan plan = PlanHopper(problem, /*workers=*/132, /*cluster_size=*/1, Feed::kRing);
//   SharedBytes(plan);   // dynamic shared memory of a launch
#pragma once

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/packing.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper {

inline constexpr int kConsumerWarps = 4 * kConsumers;
inline constexpr int kMaxKeySlots = 6;
inline constexpr int kMaxQuerySlots = 8;
inline constexpr int kMaxHeadDim = kMaxQuerySlots * kDepth;
inline constexpr int kBarrierBytes = 1024;          // more than enough for all barriers
inline constexpr int kAlignment = 1024;             // of slots: the swizzle's period
inline constexpr int kSharedBytesMax = 227 * 1024;  // of a block on compute capability 9.0

struct HopperPlan {
  Schedule schedule;
  Packing packing;
  int cluster_size = 1;
  int seq_len = 0;
  int head_dim = 0;
  int depths = 0;      // slots that head_dim takes
  int last_steps = 0;  // wgmma steps in the last of them
  int units_per_matrix = 0;
  int query_slots = 0;  // one or two times `depths`
  int key_slots = 0;
  int pack_tiles = 0;  // of 128 rows, that a matrix is packed in
  int store_slots = 0;         // boxes of scores that a warp may have under way: 2 or 4
  bool copies_stores = false;  // whether the copy engine can store: rows of scores 16-byte aligned
  float scale = 0;
};

// A worker is a block, or a cluster of blocks, that runs all the time.
HopperPlan PlanHopper(const AttentionScoreProblem& problem, int workers, int cluster_size,
                      Feed feed);

ATTNWATCH_GEOMETRY int StoreBytes(const HopperPlan& plan) {
  return kConsumerWarps * plan.store_slots * kBoxBytes;
}

// With room to align the slots.
ATTNWATCH_GEOMETRY int SharedBytes(const HopperPlan& plan) {
  return kAlignment + plan.query_slots * kQuerySlotBytes + plan.key_slots * kKeySlotBytes +
         StoreBytes(plan) + kBarrierBytes;
}

}  // namespace attnwatch::hopper
