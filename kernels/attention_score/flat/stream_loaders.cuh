// SPDX-License-Identifier: Apache-2.0
//
// The two threads that keep the copy engine busy: one brings keys into the slots that wgmma reads,
// the other brings rows as they are given to the warps that pack them.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

__device__ __forceinline__ void LoadKeys(const Arguments& arguments, const SharedMemory& shared,
                                         int worker) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  RingPlace slot;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    int64_t first_row = unit.matrix * plan.seq_len;
    if (plan.packs_keys) {
      first_row = unit.matrix % plan.ring * plan.seq_len;
      WaitForCount(&arguments.progress.packed[unit.matrix], PackedCount(plan));
      FenceForCopyEngineEverywhere();
    }
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      const int64_t row = first_row + (unit.first_tile + tile) * kTileKeys;
#pragma unroll 1
      for (int panel = 0; panel < plan.panels; ++panel) {
        Barrier* const full = &barriers.key_full[slot.slot];
        Wait(&barriers.key_empty[slot.slot], slot.parity ^ 1);
        ArriveExpectBytes(full, kKeyPanelBytes);
        LoadBox(&arguments.key_map, panel * kDepth, static_cast<int32_t>(row),
                shared.keys + slot.slot * kKeyPanelBytes, full, kEvictLast);
        slot.Advance(plan.key_slots);
      }
    }
  }
}

struct GroupLoader {
  const StreamPlan& plan;
  const SharedMemory& shared;
  RingPlace group;
};

__device__ __forceinline__ void LoadRows(GroupLoader& p, const char* from, int rows) {
  const int row_bytes = 2 * p.plan.head_dim;
#pragma unroll 1
  for (int first = 0; first < rows; first += p.plan.group_rows) {
    const int bytes = min(p.plan.group_rows, rows - first) * row_bytes;
    Barrier* const full = &p.shared.barriers->group_full[p.group.slot];
    Wait(&p.shared.barriers->group_empty[p.group.slot], p.group.parity ^ 1);
    ArriveExpectBytes(full, bytes);
    LoadBytes(from + static_cast<int64_t>(first) * row_bytes, bytes,
              p.shared.groups + p.group.slot * p.plan.group_bytes, full, kEvictFirst);
    p.group.Advance(p.plan.group_slots);
  }
}

__device__ __forceinline__ void LoadGroups(const Arguments& arguments, const SharedMemory& shared,
                                           int worker) {
  const StreamPlan& plan = arguments.plan;
  const int64_t row_bytes = 2 * plan.head_dim;
  GroupLoader p = {plan, shared, {}};
  ForEachPacking(
      plan, worker,
      [&](const UnitPlace& unit) {
        LoadRows(p, arguments.key + (unit.matrix * plan.seq_len + unit.share_row) * row_bytes,
                 RowsLeft(plan, unit.share_row, plan.share_rows));
      },
      [&](const UnitPlace& unit) {
        LoadRows(p, arguments.query + (unit.matrix * plan.seq_len + unit.row) * row_bytes,
                 RowsLeft(plan, unit.row, kUnitQueries));
      });
}

}  // namespace attnwatch::hopper::stream
