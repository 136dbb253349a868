// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply queries which they hold in registers: each has 64 of a unit. The
// tensor cores read only keys from shared memory, and one of three warpgroups can multiply while
// others store.
#pragma once

#include "kernels/attention_score/flat/score_rows.cuh"
#include "kernels/attention_score/flat/stream_held_multiply.cuh"

namespace attnwatch::hopper::stream {

// A warpgroup's queries of a unit, while they are in shared memory.
struct StagedQueries {
  int group;
  uint32_t parity;  // of the group's barriers
  uint32_t buffer;
};

// How a warpgroup gets its queries from the buffer: here they come as wgmma would read them.
struct PanelsOfQueries {
  static constexpr int kRowStride = 1;  // from a warp's query to its next
  __device__ __forceinline__ int FirstRow(int warp) const { return 16 * warp; }

  template <int kPanels>
  __device__ __forceinline__ void Hold(const UnitPlace& /*unit*/, const StagedQueries& there,
                                       int warp, int lane, Queries<kPanels>& queries) const {
    HoldQueries(there.buffer, warp, lane, queries);
  }
  // When the thread has read them.
  __device__ __forceinline__ void BringNext(int /*unit*/, const StagedQueries& /*queries*/,
                                            int /*warp*/, int /*lane*/) const {}
};

template <typename Element, int kPanels, ScorePolicy kPolicy, typename QuerySource>
__device__ __forceinline__ void ConsumeHeld(const Arguments& arguments, const SharedMemory& shared,
                                            const QuerySource& source, int group, int warp,
                                            int lane) {
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
    const int row = unit.row + group * kBlockQueries + source.FirstRow(warp);
    const bool idle = unit.row + group * kBlockQueries >= plan.seq_len;
    char* const to = arguments.scores + (unit.matrix * plan.seq_len + row) * row_bytes;
    Queries<kPanels> queries;
    const StagedQueries there = {group, segments.Parity(),
                                 SharedAddress(QueryBuffer(plan, shared, segments.Last(), group))};
    Wait(&barriers.query_full[group], there.parity);
    source.Hold(unit, there, warp, lane, queries);
    Arrive(SharedAddress(&barriers.query_empty[group]) + ZeroOnceThere(queries));
    source.BringNext(segment.unit, there, warp, lane);
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      float sums[kKeys / 2];
      if (idle) {
        SkipTile<kPanels>(slots);
      } else {
        MultiplyHeldTile<Element>(queries, plan.last_steps, slots, sums);
      }
      if (idle) continue;
      StoreScores<Element, QuerySource::kRowStride, kPolicy>(
          {plan.seq_len, plan.scale}, sums, {plan.seq_len - row, plan.seq_len - tile * kKeys}, lane,
          to + 2 * tile * kKeys);
    }
  }
}

}  // namespace attnwatch::hopper::stream
