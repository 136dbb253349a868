// SPDX-License-Identifier: Apache-2.0
//
// What the warps of a block of the Hopper kernel share: its arguments, its shared memory, and how
// each role walks through the tiles.
#pragma once

#include "kernels/attention_score/flat/hopper_plan.h"
#include "kernels/attention_score/flat/mbarrier.cuh"
#include "kernels/attention_score/flat/packed_chunk.h"
#include "kernels/attention_score/flat/progress.cuh"
#include "kernels/attention_score/flat/tensor_maps.h"

namespace attnwatch::hopper {

struct Arguments {
  HopperMaps maps;
  HopperPlan plan;
  void* scores;
  // For packing; unset where rows are read as they are.
  RawRows raw_query;
  RawRows raw_key;
  void* packed_query;
  void* packed_key;
  Progress progress;
};

struct Barriers {
  Barrier query_full[kMaxQuerySlots];
  Barrier query_empty[kMaxQuerySlots];
  Barrier key_full[kMaxKeySlots];
  Barrier key_empty[kMaxKeySlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;  // query_slots
  char* keys;     // key_slots
  char* stores;   // of all consumer warps
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const HopperPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + plan.query_slots * QuerySlotBytes(plan);
  char* const stores = keys + plan.key_slots * KeySlotBytes(plan);
  return {queries, keys, stores, reinterpret_cast<Barriers*>(stores + StoreBytes(plan))};
}

// Where the tiles of a segment lie, for one block.
struct UnitPlace {
  int64_t matrix;
  int row;  // of the first query; may be past the end in the second block of a cluster
};

__device__ __forceinline__ UnitPlace PlaceUnit(const HopperPlan& plan, int64_t unit, int rank) {
  const int64_t matrix = unit / plan.units_per_matrix;
  const int in_matrix = static_cast<int>(unit - matrix * plan.units_per_matrix);
  return {matrix, (in_matrix * plan.cluster_size + rank) * plan.tile_queries};
}

// What `multiplied` of a matrix comes to.
__device__ __forceinline__ uint32_t MultipliedCount(const HopperPlan& plan) {
  return static_cast<uint32_t>(kConsumerWarps * plan.units_per_matrix * plan.cluster_size *
                               plan.schedule.tile_count);
}

}  // namespace attnwatch::hopper
