// SPDX-License-Identifier: Apache-2.0
//
// The two threads that keep the copy engine busy: one brings queries, one keys, each a ring ahead
// of the warpgroups that multiply.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"

namespace attnwatch::hopper {

// The 128 queries from `first_row` on, elements [k, k + 64).
__device__ __forceinline__ void LoadQueries(const Arguments& arguments, int64_t first_row, int k,
                                            char* slot, Barrier* full) {
  // Nobody else reads them. In the ring they are to be written again, not to be driven out first.
  const uint64_t policy = arguments.plan.packing.feed == Feed::kRing ? kEvictNormal : kEvictFirst;
  ArriveExpectBytes(full, kSlotBytes);
  LoadBox(&arguments.maps.query, k, static_cast<int32_t>(first_row / kResidues), 0, slot, full,
          policy);
}

// The same for keys. The blocks of a cluster use the same keys: each loads its share for all.
template <int kClusterSize>
__device__ __forceinline__ void LoadKeys(const Arguments& arguments, int64_t first_row, int k,
                                         char* slot, Barrier* full, int rank) {
  const auto line = static_cast<int32_t>(first_row / kResidues);
  ArriveExpectBytes(full, kSlotBytes);
  if constexpr (kClusterSize == 1) {
    LoadBox(&arguments.maps.key, k, line, 0, slot, full, kEvictLast);
  } else {
    constexpr int kShare = kResidues / kClusterSize;
    constexpr uint16_t kAll = (1 << kClusterSize) - 1;
    LoadBoxToAll(&arguments.maps.key, k, line, rank * kShare, slot + rank * kShare * kBoxBytes,
                 full, kAll, kEvictLast);
  }
}

// Returns when the queries and keys of the matrix are where the copy engine can read them.
__device__ __forceinline__ void WaitUntilPacked(const Arguments& arguments, int64_t matrix) {
  if (arguments.plan.packing.feed != Feed::kRing) return;
  WaitForCount(&arguments.progress.packed[matrix],
               static_cast<uint32_t>(arguments.plan.schedule.tile_count));
  FenceForCopyEngineEverywhere();
}

__device__ __forceinline__ void ProduceQueries(const Arguments& arguments,
                                               const SharedMemory& shared, int worker, int rank) {
  const HopperPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  RingPlace place;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit, rank);
    const int64_t first_row = FirstRow(plan.packing, unit.matrix) + unit.row;
    WaitUntilPacked(arguments, unit.matrix);
    for (int depth = 0; depth < plan.depths; ++depth, place.Advance(plan.query_slots)) {
      Wait(&barriers.query_empty[place.slot], place.parity ^ 1);
      LoadQueries(arguments, first_row, depth * kDepth, shared.queries + place.slot * kSlotBytes,
                  &barriers.query_full[place.slot]);
    }
  }
}

template <int kClusterSize>
__device__ __forceinline__ void ProduceKeys(const Arguments& arguments, const SharedMemory& shared,
                                            int worker, int rank) {
  const HopperPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  RingPlace place;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const int64_t matrix = PlaceUnit(plan, segment.unit, rank).matrix;
    const int64_t first_row = FirstRow(plan.packing, matrix);
    WaitUntilPacked(arguments, matrix);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      for (int depth = 0; depth < plan.depths; ++depth, place.Advance(plan.key_slots)) {
        Wait(&barriers.key_empty[place.slot], place.parity ^ 1);
        LoadKeys<kClusterSize>(arguments, first_row + tile * kTile, depth * kDepth,
                               shared.keys + place.slot * kSlotBytes,
                               &barriers.key_full[place.slot], rank);
      }
    }
  }
}

}  // namespace attnwatch::hopper
