// SPDX-License-Identifier: Apache-2.0
//
// What the warps of a block of the streaming kernel share.
#pragma once

#include <cuda.h>

#include "kernels/attention_score/flat/mbarrier.cuh"
#include "kernels/attention_score/flat/progress.cuh"
#include "kernels/attention_score/flat/stream_plan.h"

namespace attnwatch::hopper::stream {

struct Arguments {
  CUtensorMap key_map;  // of the keys as the copy engine reads them: 128 rows by 64 elements a copy
  StreamPlan plan;
  const char* query;
  const char* key;
  char* packed_keys;  // the ring; unset where keys are read as they are
  Progress progress;
  char* scores;
};

struct Barriers {
  Barrier query_full;
  Barrier query_empty;
  Barrier key_full[kMaxKeySlots];
  Barrier key_empty[kMaxKeySlots];
  Barrier group_full[kMaxGroupSlots];
  Barrier group_empty[kMaxGroupSlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;
  char* keys;    // key_slots
  char* stores;  // of each consumer warp
  char* groups;  // group_slots, of rows as they are given
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const StreamPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + plan.panels * kQueryPanelBytes;
  char* const stores = keys + plan.key_slots * kKeyPanelBytes;
  char* const groups = stores + kConsumerWarps * kStoreBytes;
  char* const barriers = groups + plan.group_slots * plan.group_bytes;
  return {queries, keys, stores, groups, reinterpret_cast<Barriers*>(barriers)};
}

struct UnitPlace {
  int64_t matrix;
  int row;         // of the first query
  int first_tile;  // of the first key
  int share_row;   // of the first key that the unit's block packs
};

__device__ __forceinline__ UnitPlace PlaceUnit(const StreamPlan& plan, int64_t unit) {
  const int64_t matrix = unit / plan.units_per_matrix;
  const int in_matrix = static_cast<int>(unit - matrix * plan.units_per_matrix);
  const int block = in_matrix / plan.key_parts;
  const int part = in_matrix - block * plan.key_parts;
  return {matrix, block * kUnitQueries, part * plan.schedule.tile_count,
          in_matrix * plan.share_rows};
}

__device__ __forceinline__ int RowsLeft(const StreamPlan& plan, int first, int wanted) {
  return max(0, min(wanted, plan.seq_len - first));
}

// What the counters of a matrix come to.
__device__ __forceinline__ uint32_t PackedCount(const StreamPlan& plan) {
  return static_cast<uint32_t>(kPackerWarps * plan.units_per_matrix);
}
__device__ __forceinline__ uint32_t MultipliedCount(const StreamPlan& plan) {
  return static_cast<uint32_t>(kConsumerWarps * plan.units_per_matrix * plan.schedule.tile_count);
}

// The pieces of work of those who bring and pack rows: a unit's share of the keys, then the queries
// of a segment, and so on. One unit ahead with the keys: others wait for them.
template <typename Keys, typename Queries>
__device__ __forceinline__ void ForEachPacking(const StreamPlan& plan, int worker, Keys keys,
                                               Queries queries) {
  int64_t share = worker;
  const auto next_share = [&] {
    if (plan.packs_keys && share < plan.schedule.unit_count) keys(PlaceUnit(plan, share));
    share += plan.schedule.worker_count;
  };
  next_share();
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    queries(PlaceUnit(plan, segment.unit));
    next_share();
  }
}

}  // namespace attnwatch::hopper::stream
