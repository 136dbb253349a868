// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: each has 128 of the queries of a unit, as two blocks of 64.
#pragma once

#include "kernels/attention_score/flat/repack_epilogue.cuh"
#include "kernels/attention_score/flat/repack_multiply.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

template <typename Element>
__device__ __forceinline__ void MultiplyTile(const RepackPlan& plan, const char* queries,
                                             const char* keys, float (&sums)[2][kTileSums]) {
  const uint64_t a = MatrixDescriptor(SharedAddress(queries));
  const uint64_t b = MatrixDescriptor(SharedAddress(keys));
#pragma unroll 1
  for (int panel = 0; panel < plan.panels; ++panel) {
    MultiplyPanel<Element>(a + static_cast<uint64_t>(panel) * (kQueryPanelBytes >> 4), kNextBlock,
                           b + static_cast<uint64_t>(panel) * (kKeyPanelBytes >> 4),
                           panel + 1 < plan.panels ? kDepth / kStep : plan.last_steps, panel > 0,
                           sums);
  }
  CommitWgmma();
  WaitWgmma<0>();
  UseSumsFromHere(sums);
}

template <typename Element>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int group, int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  const Scores scores = {arguments.scores, plan.seq_len, plan.scale};
  Barriers& barriers = *shared.barriers;
  char* const box = shared.stores + (4 * group + warp) * kStoreBytes;
  const int warp_row = group * kGroupQueries + warp * 16;
  float sums[2][kTileSums] = {};
  RingPlace queries;
  RingPlace keys;
  SegmentReader segments = {{SharedAddress(barriers.segments)}};
  Segment segment;
  while (segments.Next(plan.schedule, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_full[queries.slot], queries.parity);
    const char* const my_queries = shared.queries + queries.slot * plan.panels * kQueryPanelBytes +
                                   group * kGroupQueries * kLineBytes;
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      Wait(&barriers.key_full[keys.slot], keys.parity);
      MultiplyTile<Element>(plan, my_queries,
                            shared.keys + keys.slot * plan.panels * kKeyPanelBytes, sums);
      if (lane == 0) {
        Arrive(&barriers.key_empty[keys.slot]);
        if (tile + 1 == segment.end) Arrive(&barriers.query_empty[queries.slot]);
      }
      keys.Advance(plan.key_buffers);
      const WarpPlace place = {unit.matrix, unit.row + warp_row, tile * kTileKeys};
      StoreSums<Element>(scores, place, sums[0], lane, box);
      StoreSums<Element>(scores, {place.matrix, place.row + kBlockQueries, place.column}, sums[1],
                         lane, box);
    }
    queries.Advance(plan.query_buffers);
  }
}

}  // namespace attnwatch::hopper::repack
