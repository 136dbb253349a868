// SPDX-License-Identifier: Apache-2.0
//
// The threads that keep the copy engine busy: one brings keys into the slots that wgmma reads, one
// queries.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// The queries of a warpgroup, 64 at a time, panel by panel.
__device__ __forceinline__ void LoadGroup(const Arguments& arguments, const UnitPlace& unit,
                                          int group, char* to, Barrier* full) {
  const StreamPlan& plan = arguments.plan;
  const int row = unit.row + group * GroupQueries(plan);
  const int block_bytes = QueryBufferBytes(plan) / plan.blocks;
  const int rows = RowsLeft(plan, row, GroupQueries(plan));
  const int blocks = (rows + kBlockQueries - 1) / kBlockQueries;
  ArriveExpectBytes(full, blocks * block_bytes);
#pragma unroll 1
  for (int block = 0; block < blocks; ++block) {
    const int64_t first_row = unit.matrix * plan.seq_len + row + block * kBlockQueries;
#pragma unroll 1
    for (int panel = 0; panel < plan.panels; ++panel) {
      LoadBox(&arguments.query_map, panel * kDepth, static_cast<int32_t>(first_row),
              to + block * block_bytes + panel * kBlockPanelBytes, full, kEvictFirst);
    }
  }
}

// A panel of a tile's keys, where queries are held in the order of KeyRow.
__device__ __forceinline__ void LoadKeyPanel(const Arguments& arguments, int panel, int32_t row,
                                             char* to, Barrier* full) {
  if (HoldsQueries(arguments.plan)) {
    LoadKeyBox(&arguments.key_map, panel * kDepth, row, to, full, kEvictLast);
  } else {
    LoadBox(&arguments.key_map, panel * kDepth, row, to, full, kEvictLast);
  }
}

// One thread. Queries come when those that had the buffer before have been used.
__device__ __forceinline__ void LoadQueries(const Arguments& arguments,
                                            const SharedMemory& shared) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  SegmentReader segments = {{SharedAddress(barriers.segments)}};
  Segment segment;
  while (segments.Next(plan.schedule, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
#pragma unroll 1
    for (int group = 0; group < plan.groups; ++group) {
      // Whose queries were in the buffer before: of this unit or of the one before it.
      const int before = group - kQueryBuffers;
      if (before >= 0) {
        Wait(&barriers.query_empty[before], segments.Parity());
      } else {
        Wait(&barriers.query_empty[before + plan.groups], segments.Parity() ^ 1);
      }
      LoadGroup(arguments, unit, group, QueryBuffer(plan, shared, segments.Last(), group),
                &barriers.query_full[group]);
    }
  }
}

// Another one. It also asks for segments, a tile before it needs to know.
__device__ __forceinline__ void LoadKeys(const Arguments& arguments, const SharedMemory& shared,
                                         int worker) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  SegmentSource source = {{SharedAddress(barriers.segments)}, arguments.asked};
  RingPlace slot;
  Segment segment;
  int index = worker;
  source.Tell(index);
  while (SegmentAt(plan.schedule, index, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      if (tile + 1 == segment.end) index = source.Ask(plan.schedule);
      const auto row = static_cast<int32_t>(unit.matrix * plan.seq_len + tile * plan.tile_keys);
#pragma unroll 1
      for (int panel = 0; panel < plan.panels; ++panel) {
        Barrier* const full = &barriers.key_full[slot.slot];
        Wait(&barriers.key_empty[slot.slot], slot.parity ^ 1);
        ArriveExpectBytes(full, KeySlotBytes(plan));
        LoadKeyPanel(arguments, panel, row, shared.keys + slot.slot * KeySlotBytes(plan), full);
        slot.Advance(plan.key_slots);
      }
    }
    source.Tell(index);
  }
}

}  // namespace attnwatch::hopper::stream
