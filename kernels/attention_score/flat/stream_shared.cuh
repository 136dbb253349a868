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
  CUtensorMap key_map;    // of the keys as the copy engine reads them: 128 rows by 64 elements
  CUtensorMap query_map;  // of 64 rows by 64 elements; unset where queries are packed
  StreamPlan plan;
  const char* query;
  const char* key;
  char* packed_keys;  // the ring; unset where keys are read as they are
  Progress progress;
  char* scores;
};

struct Barriers {
  Barrier query_full[kMaxGroups];
  Barrier query_empty[kMaxGroups];
  Barrier key_full[kMaxKeySlots];
  Barrier key_empty[kMaxKeySlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;  // [block of 64][panel][query]
  char* keys;     // key_slots
  char* stores;   // of each warp that multiplies
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const StreamPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + plan.groups * plan.blocks * plan.panels * kBlockPanelBytes;
  char* const stores = keys + plan.key_slots * kKeyPanelBytes;
  char* const barriers = stores + 4 * plan.groups * kStoreBytes;
  return {queries, keys, stores, reinterpret_cast<Barriers*>(barriers)};
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
  return {matrix, block * UnitQueries(plan), part * plan.schedule.tile_count,
          in_matrix * plan.share_rows};
}

__device__ __forceinline__ int RowsLeft(const StreamPlan& plan, int first, int wanted) {
  return max(0, min(wanted, plan.seq_len - first));
}

// What the counts of a matrix are when it is packed, and multiplied.
__device__ __forceinline__ uint32_t PackedCount(const StreamPlan& plan) {
  return static_cast<uint32_t>(kPackerWarps * plan.units_per_matrix);
}
__device__ __forceinline__ uint32_t MultipliedCount(const StreamPlan& plan) {
  return static_cast<uint32_t>(4 * plan.groups * plan.units_per_matrix * plan.schedule.tile_count);
}

}  // namespace attnwatch::hopper::stream
