// SPDX-License-Identifier: Apache-2.0
//
// What the warps of a block of the repacking kernel share.
#pragma once

#include <cuda.h>

#include "kernels/attention_score/flat/mbarrier.cuh"
#include "kernels/attention_score/flat/repack_plan.h"

namespace attnwatch::hopper::repack {

struct Arguments {
  CUtensorMap score_map;
  RepackPlan plan;
  const char* query;
  const char* key;
  char* scores;
};

struct Barriers {
  Barrier query_full[kMaxBuffers];
  Barrier query_empty[kMaxBuffers];
  Barrier key_full[kMaxBuffers];
  Barrier key_empty[kMaxBuffers];
  Barrier group_full[kMaxGroupSlots];
  Barrier group_empty[kMaxGroupSlots];
};
static_assert(sizeof(Barriers) <= kBarrierBytes);

struct SharedMemory {
  char* queries;
  char* keys;
  char* stores;
  char* groups;
  Barriers* barriers;
};

__device__ __forceinline__ SharedMemory DivideShared(const RepackPlan& plan, char* memory) {
  const uint32_t misaligned = SharedAddress(memory) % kAlignment;
  char* const queries = memory + (misaligned == 0 ? 0 : kAlignment - misaligned);
  char* const keys = queries + plan.query_buffers * plan.panels * QueryPanelBytes(plan);
  char* const stores = keys + plan.key_buffers * plan.panels * kKeyPanelBytes;
  char* const groups = stores + kConsumerWarps * (plan.store_boxes == 2 ? 2 : 1) * kStoreBytes;
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
  return {matrix, in_matrix * kQueries};
}

// The rows of this block of a cluster among `rows` from `first` on.
struct BlockRows {
  int first;
  int count;
};

__device__ __forceinline__ BlockRows RowsOfBlock(const RepackPlan& plan, int rank, int first,
                                                 int rows) {
  const int mine = first + rank * rows;
  return {mine, max(0, min(rows, plan.seq_len - mine))};
}
__device__ __forceinline__ BlockRows QueriesOfBlock(const RepackPlan& plan, int rank, int row) {
  return RowsOfBlock(plan, rank, row, BlockQueries(plan));
}
__device__ __forceinline__ BlockRows KeysOfBlock(const RepackPlan& plan, int rank, int tile) {
  return RowsOfBlock(plan, rank, tile * kKeys, BlockKeys(plan));
}

}  // namespace attnwatch::hopper::repack
