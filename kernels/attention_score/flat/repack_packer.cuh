// SPDX-License-Identifier: Apache-2.0
//
// The warps that bring rows into the form that wgmma reads: 16-byte chunks, swizzled, zeros after
// the row's end. The rows come in groups, which the warps take in turn.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/pack_group.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

struct Packer {
  const RepackPlan& plan;
  const SharedMemory& shared;
  RingPlace group;
  int turn;  // which warp packs the next group
  int warp;
  int lane;
  RowReader reader;
  int to[2];  // where a thread's two chunks of eight rows of a panel go
};

// `rows` rows to a buffer that is empty, the groups of them by the warps in turn; says so at
// `full`.
template <int kUnit>
__device__ __forceinline__ void PackRows(Packer& p, int rows, char* buffer, int panel_bytes,
                                         Barrier* full) {
#pragma unroll 1
  for (int first = 0; first < rows; first += p.plan.group_rows) {
    if (p.turn == p.warp) {
      const int in_group = min(p.plan.group_rows, rows - first);
      const char* const raw = p.shared.groups + p.group.slot * p.plan.group_bytes;
      // What the slot held before, another warp's, must be packed: else its barrier could be a
      // phase behind, which parity cannot tell from the one that is waited for. With three slots or
      // more it cannot be further behind than that.
      Wait(&p.shared.barriers->group_empty[p.group.slot], p.group.parity ^ 1);
      Wait(&p.shared.barriers->group_full[p.group.slot], p.group.parity);
      PackGroup<kUnit>(
          p.reader, raw, in_group,
          {buffer + first * kLineBytes, panel_bytes, 8 * kLineBytes, {p.to[0], p.to[1]}});
      Arrive(&p.shared.barriers->group_empty[p.group.slot]);
    }
    p.turn = p.turn + 1 == kPackerWarps ? 0 : p.turn + 1;
    p.group.Advance(p.plan.group_slots);
  }
  FenceForWgmma();
  Arrive(full);
}

template <int kUnit>
__device__ __forceinline__ Packer MakePacker(const RepackPlan& plan, const SharedMemory& shared,
                                             int warp, int lane) {
  Packer p = {plan, shared, {}, 0, warp, lane, {}, {}};
  p.reader =
      MakeRowReader<kUnit>(plan.head_dim, plan.panels, plan.panels_inverse, plan.last_steps, lane);
  for (int pass = 0; pass < 2; ++pass) {
    p.to[pass] =
        static_cast<int>(Swizzle(RowInEight(kUnit, pass, lane / 8) * kLineBytes + lane % 8 * 16));
  }
  return p;
}

template <int kUnit>
__device__ __forceinline__ void PackUnits(const Arguments& arguments, const SharedMemory& shared,
                                          int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  Packer p = MakePacker<kUnit>(plan, shared, warp, lane);
  RingPlace queries;
  RingPlace keys;
  SegmentReader segments = {{SharedAddress(barriers.segments)}};
  Segment segment;
  while (segments.Next(plan.schedule, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_empty[queries.slot], queries.parity ^ 1);
    PackRows<kUnit>(p, RowsLeft(plan, unit.row, kUnitQueries),
                    shared.queries + queries.slot * plan.panels * kQueryPanelBytes,
                    kQueryPanelBytes, &barriers.query_full[queries.slot]);
    queries.Advance(plan.query_buffers);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      Wait(&barriers.key_empty[keys.slot], keys.parity ^ 1);
      PackRows<kUnit>(p, RowsLeft(plan, tile * kTileKeys, kTileKeys),
                      shared.keys + keys.slot * plan.panels * kKeyPanelBytes, kKeyPanelBytes,
                      &barriers.key_full[keys.slot]);
      keys.Advance(plan.key_buffers);
    }
  }
}

__device__ __forceinline__ void Pack(const Arguments& arguments, const SharedMemory& shared,
                                     int warp, int lane) {
  const int head_dim = arguments.plan.head_dim;
  if (head_dim % 8 == 0) {
    PackUnits<16>(arguments, shared, warp, lane);
  } else if (head_dim % 4 == 0) {
    PackUnits<8>(arguments, shared, warp, lane);
  } else if (head_dim % 2 == 0) {
    PackUnits<4>(arguments, shared, warp, lane);
  } else {
    PackUnits<2>(arguments, shared, warp, lane);
  }
}

}  // namespace attnwatch::hopper::repack
