// SPDX-License-Identifier: Apache-2.0
//
// The thread that keeps the copy engine busy: it brings keys into the slots that wgmma reads, and
// queries. It never waits for the one while it could bring the other.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// The queries of a warpgroup, 64 at a time, panel by panel.
__device__ __forceinline__ void LoadGroup(const Arguments& arguments, const UnitPlace& unit,
                                          int group, char* to, Barrier* full) {
  const StreamPlan& plan = arguments.plan;
  const int row = unit.row + group * GroupQueries(plan);
  const int block_bytes = plan.panels * kBlockPanelBytes;
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
__device__ __forceinline__ void LoadKeys(const Arguments& arguments, int panel, int32_t row,
                                         char* to, Barrier* full) {
  if (HoldsQueries(arguments.plan)) {
    LoadKeyBox(&arguments.key_map, panel * kDepth, row, to, full, kEvictLast);
  } else {
    LoadBox(&arguments.key_map, panel * kDepth, row, to, full, kEvictLast);
  }
}

class QueryLoader {
 public:
  __device__ __forceinline__ QueryLoader(const Arguments& arguments, const SharedMemory& shared,
                                         int worker)
      : arguments_(arguments), shared_(shared), worker_(worker) {
    Next();
  }

  __device__ __forceinline__ bool HasMore() const { return more_; }

  // Those of the next group, where there is room for them by now.
  __device__ __forceinline__ void Try() {
    const StreamPlan& plan = arguments_.plan;
    if (!more_ || !Test(&shared_.barriers->query_empty[group_], parity_ ^ 1)) return;
    LoadGroup(arguments_, PlaceUnit(plan, segment_.unit), group_,
              shared_.queries + group_ * plan.blocks * plan.panels * kBlockPanelBytes,
              &shared_.barriers->query_full[group_]);
    if (++group_ < plan.groups) return;
    group_ = 0;
    parity_ ^= 1;
    Next();
  }

 private:
  __device__ __forceinline__ void Next() {
    more_ = NextSegment(arguments_.plan.schedule, worker_, cursor_, segment_);
  }

  const Arguments& arguments_;
  const SharedMemory& shared_;
  int worker_;
  Cursor cursor_;
  Segment segment_;
  bool more_ = false;
  int group_ = 0;
  uint32_t parity_ = 0;
};

__device__ __forceinline__ void Load(const Arguments& arguments, const SharedMemory& shared,
                                     int worker) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  QueryLoader queries(arguments, shared, worker);
  RingPlace slot;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    queries.Try();
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      const auto row = static_cast<int32_t>(unit.matrix * plan.seq_len + tile * plan.tile_keys);
#pragma unroll 1
      for (int panel = 0; panel < plan.panels; ++panel) {
        Barrier* const full = &barriers.key_full[slot.slot];
        while (!Test(&barriers.key_empty[slot.slot], slot.parity ^ 1)) queries.Try();
        ArriveExpectBytes(full, KeySlotBytes(plan));
        LoadKeys(arguments, panel, row, shared.keys + slot.slot * KeySlotBytes(plan), full);
        slot.Advance(plan.key_slots);
      }
    }
  }
  while (queries.HasMore()) queries.Try();
}

}  // namespace attnwatch::hopper::stream
