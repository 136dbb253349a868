// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply queries which they hold in registers: each has 64 of a unit. The
// tensor cores read only keys from shared memory, and one of three warpgroups can multiply while
// others store.
#pragma once

#include "kernels/attention_score/flat/score_rows.cuh"
#include "kernels/attention_score/flat/stream_held_multiply.cuh"

namespace attnwatch::hopper::stream {

template <typename Element, int kPanels, ScorePolicy kPolicy>
__device__ __forceinline__ void ConsumeHeld(const Arguments& arguments, const SharedMemory& shared,
                                            int group, int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  constexpr int kKeys = HeldTileKeys(kPanels);
  const int64_t row_bytes = 2 * static_cast<int64_t>(plan.seq_len);
  KeySlots slots = {SharedAddress(shared.keys),
                    SharedAddress(barriers.key_full),
                    SharedAddress(barriers.key_empty),
                    plan.key_slots,
                    kKeys * kLineBytes,
                    lane,
                    {}};
  SegmentReader segments = {{SharedAddress(barriers.segments)}};
  Segment segment;
  while (segments.Next(plan.schedule, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const int row = unit.row + group * kBlockQueries + 16 * warp;
    const bool idle = unit.row + group * kBlockQueries >= plan.seq_len;
    char* const to = arguments.scores + (unit.matrix * plan.seq_len + row) * row_bytes;
    Queries<kPanels> queries;
    Wait(&barriers.query_full[group], segments.Parity());
    HoldQueries(SharedAddress(shared.queries) + group * kPanels * kBlockPanelBytes, warp, lane,
                queries);
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      float sums[kKeys / 2];
      if (idle) {
        SkipTile<kPanels>(slots);
      } else {
        MultiplyHeldTile<Element>(queries, plan.last_steps, slots, sums);
      }
      // Not before they have been used: until then they may still be on their way to registers.
      if (tile == segment.begin) Arrive(&barriers.query_empty[group]);
      if (idle) continue;
      StoreScores<Element, /*kRowStride=*/1, kPolicy>(
          {plan.seq_len, plan.scale}, sums, {plan.seq_len - row, plan.seq_len - tile * kKeys}, lane,
          to + 2 * tile * kKeys);
    }
  }
}

}  // namespace attnwatch::hopper::stream
