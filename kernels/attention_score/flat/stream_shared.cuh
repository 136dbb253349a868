// SPDX-License-Identifier: Apache-2.0
//
// What the warps of a block of the streaming kernel share.
#pragma once

#include <cuda.h>

#include "kernels/attention_score/flat/segment_queue.cuh"
#include "kernels/attention_score/flat/stream_plan.h"

namespace attnwatch::hopper::stream {

struct Arguments {
  CUtensorMap key_map;    // a tile's rows by 64 elements
  CUtensorMap query_map;  // 64 rows by 64 elements
  StreamPlan plan;
  char* scores;
  unsigned* asked;  // segment_queue.cuh
};

struct Barriers {
  SegmentQueueSpace segments;
  Barrier query_full[kMaxGroups];   // of each warpgroup: its queries are there
  Barrier query_empty[kMaxGroups];  // and it has read them
  Barrier key_full[kMaxKeySlots];
  Barrier key_empty[kMaxKeySlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;  // kQueryBuffers of [block of 64][panel][query]; those that are held pass through
  char* keys;     // key_slots
  char* stores;   // of each warp that multiplies, unless queries are held
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const StreamPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + kQueryBuffers * QueryBufferBytes(plan);
  char* const stores = keys + plan.key_slots * KeySlotBytes(plan);
  char* const barriers = stores + StoresBytes(plan);
  return {queries, keys, stores, reinterpret_cast<Barriers*>(barriers)};
}

struct UnitPlace {
  int64_t matrix;
  int row;  // of the first query
};

__device__ __forceinline__ UnitPlace PlaceUnit(const StreamPlan& plan, int unit) {
  const int matrix = unit / plan.units_per_matrix;
  return {matrix, (unit - matrix * plan.units_per_matrix) * UnitQueries(plan)};
}

// Where a warpgroup's queries come. They take turns, unit after unit: of two groups each has its
// own buffer, of three none.
__device__ __forceinline__ char* QueryBuffer(const StreamPlan& plan, const SharedMemory& shared,
                                             int units_before, int group) {
  const int turn = units_before * plan.groups + group;
  return shared.queries + turn % kQueryBuffers * QueryBufferBytes(plan);
}

__device__ __forceinline__ int RowsLeft(const StreamPlan& plan, int first, int wanted) {
  return max(0, min(wanted, plan.seq_len - first));
}

}  // namespace attnwatch::hopper::stream
