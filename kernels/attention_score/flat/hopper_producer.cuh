// SPDX-License-Identifier: Apache-2.0
//
// The thread that keeps the copy engine busy: it brings queries and keys, as far ahead of the
// warpgroups that multiply as there are slots.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"

namespace attnwatch::hopper {

// The 128 queries from `first_row` on, elements [k, k + 64).
__device__ __forceinline__ void LoadQueries(const Arguments& arguments, int64_t first_row, int k,
                                            char* slot, Barrier* full) {
  // Nobody else reads them. In the ring they are to be written again, not to be driven out first.
  const uint64_t policy = arguments.plan.packing.feed == Feed::kRing ? kEvictNormal : kEvictFirst;
  ArriveExpectBytes(full, QuerySlotBytes(arguments.plan));
  LoadBox(&arguments.maps.query, k, static_cast<int32_t>(first_row), slot, full, policy);
}

// The same for keys. The blocks of a cluster use the same keys: each loads its share for all.
template <int kClusterSize>
__device__ __forceinline__ void LoadKeys(const Arguments& arguments, int64_t first_row, int k,
                                         char* slot, Barrier* full, int rank) {
  const auto row = static_cast<int32_t>(first_row);
  ArriveExpectBytes(full, KeySlotBytes(arguments.plan));
  if constexpr (kClusterSize == 1) {
    LoadBox(&arguments.maps.key, k, row, slot, full, arguments.plan.variant.key_policy);
  } else {
    const int kShare = arguments.plan.tile_keys / kClusterSize;
    constexpr uint16_t kAll = (1 << kClusterSize) - 1;
    LoadBoxToAll(&arguments.maps.key, k, row + rank * kShare, slot + rank * kShare * arguments.plan.key_depth * 2,
                 full, kAll, arguments.plan.variant.key_policy);
  }
}

// Returns when the queries and keys of the matrix are where the copy engine can read them.
__device__ __forceinline__ void WaitUntilPacked(const Arguments& arguments, int64_t matrix) {
  if (arguments.plan.packing.feed != Feed::kRing) return;
  WaitForCount(&arguments.progress.packed[matrix],
               static_cast<uint32_t>(arguments.plan.pack_tiles));
  FenceForCopyEngineEverywhere();
}

// One thread: queries and keys in the order of their use.
template <int kClusterSize>
__device__ __forceinline__ void Produce(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int rank) {
  const HopperPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit, rank);
    const int64_t first_row = FirstRow(plan.packing, unit.matrix);
    WaitUntilPacked(arguments, unit.matrix);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      for (int k = 0; k < plan.head_dim; k += plan.key_depth) {
        if (tile == segment.begin && k % kDepth == 0) {
          Wait(&barriers.query_empty[queries.slot], queries.parity ^ 1);
          LoadQueries(arguments, first_row + unit.row, k,
                      shared.queries + queries.slot * QuerySlotBytes(plan),
                      &barriers.query_full[queries.slot]);
          queries.Advance(plan.query_slots);
        }
        Wait(&barriers.key_empty[keys.slot], keys.parity ^ 1);
        LoadKeys<kClusterSize>(arguments, first_row + tile * plan.tile_keys, k,
                               shared.keys + keys.slot * KeySlotBytes(plan),
                               &barriers.key_full[keys.slot], rank);
        keys.Advance(plan.key_slots);
      }
    }
  }
}

}  // namespace attnwatch::hopper
