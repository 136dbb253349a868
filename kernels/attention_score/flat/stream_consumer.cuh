// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: each has some blocks of 64 of the queries of a unit.
#pragma once

#include "kernels/attention_score/flat/repack_epilogue.cuh"
#include "kernels/attention_score/flat/repack_multiply.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// sums = the products of a tile. Slots are given back one multiplication late: when it is known to
// have read them.
template <typename Element, int kBlocks>
__device__ __forceinline__ void MultiplyTile(const StreamPlan& plan, const SharedMemory& shared,
                                             const char* queries, RingPlace& slot, int lane,
                                             float (&sums)[kBlocks][kTileSums]) {
  Barriers& barriers = *shared.barriers;
  const uint64_t a = MatrixDescriptor(SharedAddress(queries));
  const uint64_t next_block = static_cast<uint64_t>(plan.panels * kBlockPanelBytes) >> 4;
  int done = 0;
#pragma unroll 1
  for (int panel = 0; panel < plan.panels; ++panel) {
    Wait(&barriers.key_full[slot.slot], slot.parity);
    repack::MultiplyPanel<Element>(
        a + static_cast<uint64_t>(panel) * (kBlockPanelBytes >> 4), next_block,
        MatrixDescriptor(SharedAddress(shared.keys + slot.slot * repack::kKeyPanelBytes)),
        panel + 1 < plan.panels ? kDepth / kStep : plan.last_steps, panel > 0, sums);
    CommitWgmma();
    if (panel > 0) {
      WaitWgmma<1>();
      if (lane == 0) Arrive(&barriers.key_empty[done]);
    }
    done = slot.slot;
    slot.Advance(plan.key_slots);
  }
  WaitWgmma<0>();
  UseSumsFromHere(sums);
  if (lane == 0) Arrive(&barriers.key_empty[done]);
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void StoreTile(const repack::Scores& scores,
                                          const repack::WarpPlace& place,
                                          const float (&sums)[kBlocks][kTileSums], int lane,
                                          char* box) {
#pragma unroll
  for (int block = 0; block < kBlocks; ++block) {
    repack::StoreSums<Element>(scores,
                               {place.matrix, place.row + block * kBlockQueries, place.column},
                               sums[block], lane, box);
  }
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int group, int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  const repack::Scores scores = {arguments.scores, plan.seq_len, plan.scale};
  Barriers& barriers = *shared.barriers;
  char* const box = shared.stores + (4 * group + warp) * kStoreBytes;
  const int warp_row = group * kBlocks * kBlockQueries + warp * 16;
  RingPlace keys;
  SegmentReader segments = {{SharedAddress(barriers.segments)}};
  Segment segment;
  while (segments.Next(plan.schedule, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const char* const queries = QueryBuffer(plan, shared, segments.Last(), group);
    Wait(&barriers.query_full[group], segments.Parity());
    float sums[kBlocks][kTileSums] = {};
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      MultiplyTile<Element>(plan, shared, queries, keys, lane, sums);
      if (tile + 1 == segment.end) Arrive(&barriers.query_empty[group]);
      StoreTile<Element>(scores, {unit.matrix, unit.row + warp_row, tile * kTileKeys}, sums, lane,
                         box);
    }
  }
}

}  // namespace attnwatch::hopper::stream
