// SPDX-License-Identifier: Apache-2.0
//
// The thread that keeps the copy engine busy: it brings queries and keys, as far ahead of the
// warpgroups that multiply as there are slots.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"

namespace attnwatch::hopper {

// The 128 queries from `row` on, elements [k, k + 64).
__device__ __forceinline__ void LoadQueries(const Arguments& arguments, int64_t row, int k,
                                            char* slot, Barrier* full) {
  // Nobody else reads them. In the ring they are to be written again, not to be driven out first.
  const uint64_t policy = arguments.plan.packing.needed ? kEvictNormal : kEvictFirst;
  ArriveExpectBytes(full, kQuerySlotBytes);
  LoadBox(&arguments.maps.query, k, static_cast<int32_t>(row), slot, full, policy);
}

// The 256 keys from `row` on, likewise. 16 blocks of the figure's problem read them.
__device__ __forceinline__ void LoadKeys(const Arguments& arguments, int64_t row, int k, char* slot,
                                         Barrier* full) {
  ArriveExpectBytes(full, kKeySlotBytes);
  LoadBox(&arguments.maps.key, k, static_cast<int32_t>(row), slot, full, kEvictLast);
}

// Returns when the queries and keys of the matrix are where the copy engine can read them.
__device__ __forceinline__ void WaitUntilPacked(const Arguments& arguments, int64_t matrix) {
  if (!arguments.plan.packing.needed) return;
  WaitForCount(&arguments.progress.packed[matrix],
               static_cast<uint32_t>(arguments.plan.units_per_matrix));
  FenceForCopyEngineEverywhere();
}

// One thread: queries and keys in the order of their use.
__device__ __forceinline__ void Produce(const Arguments& arguments, const SharedMemory& shared,
                                        int worker) {
  const HopperPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const int64_t first_row = FirstRow(plan.packing, unit.matrix);
    WaitUntilPacked(arguments, unit.matrix);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      for (int k = 0; k < plan.head_dim; k += kDepth) {
        if (tile == segment.begin) {
          Wait(&barriers.query_empty[queries.slot], queries.parity ^ 1);
          LoadQueries(arguments, first_row + unit.row, k,
                      shared.queries + queries.slot * kQuerySlotBytes,
                      &barriers.query_full[queries.slot]);
          queries.Advance(plan.query_slots);
        }
        Wait(&barriers.key_empty[keys.slot], keys.parity ^ 1);
        LoadKeys(arguments, first_row + tile * kKeys, k, shared.keys + keys.slot * kKeySlotBytes,
                 &barriers.key_full[keys.slot]);
        keys.Advance(plan.key_slots);
      }
    }
  }
}

}  // namespace attnwatch::hopper
