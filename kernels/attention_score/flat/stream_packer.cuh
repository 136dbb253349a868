// SPDX-License-Identifier: Apache-2.0
//
// The warps that pack a share of the keys into the ring, from which all blocks read them.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/shifted_rows.cuh"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::stream {

// `rows` rows, a multiple of 8, from the first to the last panel; the warps take four times eight
// rows by a panel in turn, so that eight reads are under way.
__device__ __forceinline__ void PackRows(const StreamPlan& plan, const char* rows_given, int rows,
                                         char* packed, int warp, int lane) {
  constexpr int kAtOnce = 4;
  const int pieces = rows / 8 * plan.panels;
  const int in_line = lane % 8 * 16;
  const ShiftedRows given = MakeShiftedRows(rows_given, rows * 2 * plan.head_dim, 2 * plan.head_dim,
                                            in_line, plan.panels);
#pragma unroll 1
  for (int next = warp * kAtOnce; next < pieces; next += kPackerWarps * kAtOnce) {
    Chunk chunks[2 * kAtOnce];
    int to[2 * kAtOnce];
#pragma unroll
    for (int i = 0; i < 2 * kAtOnce; ++i) {
      const int piece = min(next + i / 2, pieces - 1);
      const int eight = piece / plan.panels;
      const int panel = piece - eight * plan.panels;
      const int row = 8 * eight + 4 * (i % 2) + lane / 8;
      chunks[i] = given.Read(row, panel);
      to[i] = row * plan.key_row_bytes + panel * kLineBytes + in_line;
    }
    // One of the last is written twice, the same.
#pragma unroll
    for (int i = 0; i < 2 * kAtOnce; ++i) *reinterpret_cast<Chunk*>(packed + to[i]) = chunks[i];
  }
}

// A unit's share of the keys. Before, the matrix that had the place in the ring must have been
// multiplied to its end. All blocks run at once and take their units in order, so that one always
// can go on.
__device__ __forceinline__ void PackShare(const Arguments& arguments, const UnitPlace& unit,
                                          int warp, int lane) {
  const StreamPlan& plan = arguments.plan;
  if (unit.matrix >= plan.ring) {
    if (lane == 0) {
      WaitForCount(&arguments.progress.multiplied[unit.matrix - plan.ring], MultipliedCount(plan));
    }
    __syncwarp();
  }
  const int64_t to_row = unit.matrix % plan.ring * plan.seq_len + unit.share_row;
  PackRows(plan, arguments.key + (unit.matrix * plan.seq_len + unit.share_row) * 2 * plan.head_dim,
           RowsLeft(plan, unit.share_row, plan.share_rows),
           arguments.packed_keys + to_row * plan.key_row_bytes, warp, lane);
  FenceForCopyEngineEverywhere();
  __threadfence();
  __syncwarp();
  if (lane == 0) AddToCount(&arguments.progress.packed[unit.matrix], 1);
}

__device__ __forceinline__ void PackKeys(const Arguments& arguments, int worker, int warp,
                                         int lane) {
  const StreamPlan& plan = arguments.plan;
  if (!plan.packs) return;
  for (int64_t share = worker; share < plan.schedule.unit_count;
       share += plan.schedule.worker_count) {
    PackShare(arguments, PlaceUnit(plan, share), warp, lane);
  }
}

}  // namespace attnwatch::hopper::stream
