// SPDX-License-Identifier: Apache-2.0
//
// The warps that pack: queries into this block's shared memory, and a share of the keys into the
// ring, from which all blocks read them.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/pack_group.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

struct Packer {
  const Arguments& arguments;
  const SharedMemory& shared;
  RingPlace group;
  int turn;
  int warp;
  int lane;
  repack::RowReader reader;
  repack::PackedPlace query_place;
  repack::PackedPlace key_place;
};

template <int kUnit>
__device__ __forceinline__ Packer MakePacker(const Arguments& arguments, const SharedMemory& shared,
                                             int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  Packer p = {arguments, shared, {}, 0, warp, lane, {}, {}, {}};
  p.reader = repack::MakeRowReader<kUnit>(plan.head_dim, plan.panels, plan.panels_inverse,
                                          plan.last_steps, lane);
  p.query_place = {shared.queries, kQueryPanelBytes, 8 * kLineBytes, {}};
  p.key_place = {arguments.packed_keys, kLineBytes, 8 * plan.key_row_bytes, {}};
  for (int pass = 0; pass < 2; ++pass) {
    const int row = repack::RowInEight(kUnit, pass, lane / 8);
    const int in_line = lane % 8 * 16;
    p.query_place.chunk[pass] = static_cast<int>(Swizzle(row * kLineBytes + in_line));
    p.key_place.chunk[pass] = row * plan.key_row_bytes + in_line;
  }
  return p;
}

// `rows` rows to `to`, the groups of them by the warps in turn; repack_packer.cuh has why a warp
// waits for a slot to be empty first.
template <int kUnit>
__device__ __forceinline__ void PackRows(Packer& p, int rows, repack::PackedPlace to) {
  const StreamPlan& plan = p.arguments.plan;
  Barriers& barriers = *p.shared.barriers;
#pragma unroll 1
  for (int first = 0; first < rows; first += plan.group_rows) {
    if (p.turn == p.warp) {
      Wait(&barriers.group_empty[p.group.slot], p.group.parity ^ 1);
      Wait(&barriers.group_full[p.group.slot], p.group.parity);
      repack::PackGroup<kUnit>(p.reader, p.shared.groups + p.group.slot * plan.group_bytes,
                               min(plan.group_rows, rows - first), to);
      Arrive(&barriers.group_empty[p.group.slot]);
    }
    to.data += static_cast<int64_t>(plan.group_rows / 8) * to.eight_rows_bytes;
    p.turn = p.turn + 1 == kPackerWarps ? 0 : p.turn + 1;
    p.group.Advance(plan.group_slots);
  }
}

// A unit's share of the keys. Before, the matrix that had the place in the ring must have been
// multiplied to its end. All blocks run at once and take their units in order, so that one always
// can go on.
template <int kUnit>
__device__ __forceinline__ void PackShare(Packer& p, const UnitPlace& unit) {
  const StreamPlan& plan = p.arguments.plan;
  if (unit.matrix >= plan.ring) {
    if (p.lane == 0) {
      WaitForCount(&p.arguments.progress.multiplied[unit.matrix - plan.ring],
                   MultipliedCount(plan));
    }
    __syncwarp();
  }
  repack::PackedPlace to = p.key_place;
  to.data += (unit.matrix % plan.ring * plan.seq_len + unit.share_row) * plan.key_row_bytes;
  PackRows<kUnit>(p, RowsLeft(plan, unit.share_row, plan.share_rows), to);
  FenceForCopyEngineEverywhere();
  __threadfence();
  __syncwarp();
  if (p.lane == 0) AddToCount(&p.arguments.progress.packed[unit.matrix], 1);
}

template <int kUnit>
__device__ __forceinline__ void PackUnits(const Arguments& arguments, const SharedMemory& shared,
                                          int worker, int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  Packer p = MakePacker<kUnit>(arguments, shared, warp, lane);
  RingPlace queries;
  ForEachPacking(
      plan, worker, [&](const UnitPlace& unit) { PackShare<kUnit>(p, unit); },
      [&](const UnitPlace& unit) {
        Wait(&barriers.query_empty, queries.parity ^ 1);
        PackRows<kUnit>(p, RowsLeft(plan, unit.row, kUnitQueries), p.query_place);
        FenceForCopyEngine();
        __syncwarp();
        if (lane == 0) Arrive(&barriers.query_full);
        queries.Advance(1);
      });
}

__device__ __forceinline__ void Pack(const Arguments& arguments, const SharedMemory& shared,
                                     int worker, int warp, int lane) {
  const int head_dim = arguments.plan.head_dim;
  if (head_dim % 8 == 0) {
    PackUnits<16>(arguments, shared, worker, warp, lane);
  } else if (head_dim % 4 == 0) {
    PackUnits<8>(arguments, shared, worker, warp, lane);
  } else if (head_dim % 2 == 0) {
    PackUnits<4>(arguments, shared, worker, warp, lane);
  } else {
    PackUnits<2>(arguments, shared, worker, warp, lane);
  }
}

}  // namespace attnwatch::hopper::stream
