// SPDX-License-Identifier: Apache-2.0
//
// What the warps of a block of the packing kernel share.
#pragma once

#include "kernels/attention_score/flat/repack_plan.h"
#include "kernels/attention_score/flat/segment_queue.cuh"

namespace attnwatch::hopper::repack {

struct Arguments {
  RepackPlan plan;
  const char* query;
  const char* key;
  char* scores;
  unsigned* asked;  // segment_queue.cuh
};

struct Barriers {
  SegmentQueueSpace segments;
  Barrier query_full[kMaxBuffers];
  Barrier query_empty[kMaxBuffers];
  Barrier key_full[kMaxBuffers];
  Barrier key_empty[kMaxBuffers];
  Barrier group_full[kMaxGroupSlots];
  Barrier group_empty[kMaxGroupSlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;  // query_buffers
  char* keys;     // key_buffers
  char* stores;   // of each consumer warp
  char* groups;   // group_slots, of rows as they are given
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const RepackPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + plan.query_buffers * plan.panels * kQueryPanelBytes;
  char* const stores = keys + plan.key_buffers * plan.panels * kKeyPanelBytes;
  char* const groups = stores + kConsumerWarps * kStoreBytes;
  char* const barriers = groups + plan.group_slots * plan.group_bytes;
  return {queries, keys, stores, groups, reinterpret_cast<Barriers*>(barriers)};
}

// Where a unit's scores begin.
struct UnitPlace {
  int64_t matrix;
  int row;
};

__device__ __forceinline__ UnitPlace PlaceUnit(const RepackPlan& plan, int64_t unit) {
  const int64_t matrix = unit / plan.units_per_matrix;
  const int in_matrix = static_cast<int>(unit - matrix * plan.units_per_matrix);
  return {matrix, in_matrix * kUnitQueries};
}

// How many of `wanted` rows from `first` on there are.
__device__ __forceinline__ int RowsLeft(const RepackPlan& plan, int first, int wanted) {
  return min(wanted, plan.seq_len - first);
}

}  // namespace attnwatch::hopper::repack
