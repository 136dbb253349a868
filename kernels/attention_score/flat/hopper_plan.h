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
inline constexpr int kMaxKeySlots = 16;
inline constexpr int kMaxQuerySlots = 8;
inline constexpr int kMaxHeadDim = kMaxQuerySlots * kDepth;
inline constexpr int kBarrierBytes = 1024;          // more than enough for all barriers
inline constexpr int kAlignment = 1024;             // of slots: the swizzle's period
inline constexpr int kSharedBytesMax = 227 * 1024;  // of a block on compute capability 9.0

// What is worth trying.
struct HopperVariant {
  int cluster_size = 1;  // 2: two blocks share the keys that either one reads
  Feed feed = Feed::kPacked;
  int blocks = 1;       // of 64 queries that a warpgroup has
  bool copies = true;   // whether the copy engine stores, not threads
  int store_slots = 4;  // boxes of scores that a warp stages
  int query_copies = 0;
  uint64_t key_policy = 0x14f0000000000000;
  int promotion = 3;
  int pitch = 8;  // elements that packed rows are a multiple of
  int ring_quarters = 8;
  int key_depth = kDepth;
  bool turns = false;  // whether the warpgroups multiply one after the other
};

struct HopperPlan {
  Schedule schedule;
  Packing packing;
  HopperVariant variant;
  int cluster_size = 1;
  int blocks = 1;
  int tile_queries = 0;
  int tile_keys = 0;
  int seq_len = 0;
  int head_dim = 0;
  int depths = 0;      // slots that head_dim takes
  int steps = 0;       // of wgmma that head_dim takes
  int key_depth = 0;   // elements of head_dim in a slot of keys
  int key_parts = 0;   // slots of keys that head_dim takes
  int units_per_matrix = 0;
  int query_slots = 0;  // one or two times `depths`
  int key_slots = 0;
  int pack_tiles = 0;  // of a block's queries, that a matrix is packed in
  int store_slots = 0;         // boxes of scores that a warp may have under way: 2 or 4
  bool turns = false;          // whether one warpgroup multiplies a tile after the other
  bool copies_stores = false;  // whether the copy engine can store: rows of scores 16-byte aligned
  float scale = 0;
};

// A worker is a block, or a cluster of blocks, that runs all the time.
HopperPlan PlanHopper(const AttentionScoreProblem& problem, int workers,
                      const HopperVariant& variant);

ATTNWATCH_GEOMETRY int QuerySlotBytes(const HopperPlan& plan) {
  return plan.tile_queries * kLineBytes;
}
ATTNWATCH_GEOMETRY int KeySlotBytes(const HopperPlan& plan) { return plan.tile_keys * plan.key_depth * 2; }

ATTNWATCH_GEOMETRY int StoreBytes(const HopperPlan& plan) {
  return kConsumerWarps * plan.store_slots * kBoxBytes;
}

// With room to align the slots.
ATTNWATCH_GEOMETRY int SharedBytes(const HopperPlan& plan) {
  return kAlignment + plan.query_slots * QuerySlotBytes(plan) + plan.key_slots * KeySlotBytes(plan) +
         StoreBytes(plan) + kBarrierBytes;
}

}  // namespace attnwatch::hopper
