// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: each has 128 of the queries of a unit, as two blocks of 64.
#pragma once

#include "kernels/attention_score/flat/repack_epilogue.cuh"
#include "kernels/attention_score/flat/repack_multiply.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// sums = the products of a tile. Slots are given back one multiplication late: when it is known to
// be done.
template <typename Element>
__device__ __forceinline__ void MultiplyTile(const StreamPlan& plan, const SharedMemory& shared,
                                             const char* queries, RingPlace& slot, int lane,
                                             float (&upper)[kTileSums], float (&lower)[kTileSums]) {
  Barriers& barriers = *shared.barriers;
  const uint64_t a = MatrixDescriptor(SharedAddress(queries));
  int done = 0;
#pragma unroll 1
  for (int panel = 0; panel < plan.panels; ++panel) {
    Wait(&barriers.key_full[slot.slot], slot.parity);
    repack::MultiplyPanel<Element>(
        a + static_cast<uint64_t>(panel) * (kQueryPanelBytes >> 4),
        MatrixDescriptor(SharedAddress(shared.keys + slot.slot * kKeyPanelBytes)),
        panel + 1 < plan.panels ? kDepth / kStep : plan.last_steps, panel > 0, upper, lower);
    CommitWgmma();
    if (panel > 0) {
      WaitWgmma<1>();
      if (lane == 0) Arrive(&barriers.key_empty[done]);
    }
    done = slot.slot;
    slot.Advance(plan.key_slots);
  }
  WaitWgmma<0>();
#pragma unroll
  for (int i = 0; i < kTileSums; ++i) asm volatile("" : "+f"(upper[i]), "+f"(lower[i])::"memory");
  if (lane == 0) Arrive(&barriers.key_empty[done]);
}

template <typename Element>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int group, int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  const repack::Scores scores = {arguments.scores, plan.seq_len, plan.scale};
  Barriers& barriers = *shared.barriers;
  char* const box = shared.stores + (4 * group + warp) * kStoreBytes;
  const int warp_row = group * repack::kGroupQueries + warp * 16;
  const char* const my_queries = shared.queries + group * repack::kGroupQueries * kLineBytes;
  float upper[kTileSums] = {};
  float lower[kTileSums] = {};
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_full, queries.parity);
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      MultiplyTile<Element>(plan, shared, my_queries, keys, lane, upper, lower);
      if (lane == 0 && tile + 1 == segment.end) Arrive(&barriers.query_empty);
      const repack::WarpPlace place = {unit.matrix, unit.row + warp_row,
                                       (unit.first_tile + tile) * kTileKeys};
      repack::StoreSums<Element>(scores, place, upper, lane, box);
      repack::StoreSums<Element>(scores,
                                 {place.matrix, place.row + repack::kBlockQueries, place.column},
                                 lower, lane, box);
    }
    if (plan.packs_keys && lane == 0) {
      AddToCount(&arguments.progress.multiplied[unit.matrix],
                 static_cast<uint32_t>(segment.end - segment.begin));
    }
    queries.Advance(1);
  }
}

}  // namespace attnwatch::hopper::stream
