// SPDX-License-Identifier: Apache-2.0
//
// The thread that keeps the copy engine busy: it brings rows as they are, whose alignment does not
// matter, because many rows together are one piece of memory.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

struct Producer {
  const RepackPlan& plan;
  const SharedMemory& shared;
  RingPlace group;
};

// `rows` rows, a multiple of 8, from `from` on.
__device__ __forceinline__ void LoadRows(Producer& p, const char* from, int rows, uint64_t policy) {
  const int row_bytes = 2 * p.plan.head_dim;
#pragma unroll 1
  for (int first = 0; first < rows; first += p.plan.group_rows) {
    const int bytes = min(p.plan.group_rows, rows - first) * row_bytes;
    Barrier* const full = &p.shared.barriers->group_full[p.group.slot];
    Wait(&p.shared.barriers->group_empty[p.group.slot], p.group.parity ^ 1);
    ArriveExpectBytes(full, bytes);
    LoadBytes(from + static_cast<int64_t>(first) * row_bytes, bytes,
              SharedAddress(p.shared.groups + p.group.slot * p.plan.group_bytes),
              SharedAddress(full), policy);
    p.group.Advance(p.plan.group_slots);
  }
}

// Of a unit that is to come, as many of its matrix's keys as it has queries: the blocks that begin
// the matrix's units together bring all of them. So memory reads many keys at a time instead of a
// few between writes again and again, which costs it more than reading them. The same for queries
// where they are short: longer ones make the cache drop keys (d=128: 11 % more is read).
__device__ __forceinline__ void Prefetch(const Arguments& arguments, int segment_number) {
  const RepackPlan& plan = arguments.plan;
  Segment segment;
  if (!SegmentAt(plan.schedule, segment_number, segment)) return;
  const UnitPlace unit = PlaceUnit(plan, segment.unit);
  const int row_bytes = 2 * plan.head_dim;
  const int64_t begin = (unit.matrix * plan.seq_len + unit.row) * row_bytes;
  const int bytes = RowsLeft(plan, unit.row, kUnitQueries) * row_bytes;
  PrefetchBytes(arguments.key + begin, bytes);
  if (plan.panels == 1) PrefetchBytes(arguments.query + begin, bytes);
}

__device__ __forceinline__ void Produce(const Arguments& arguments, const SharedMemory& shared,
                                        int worker) {
  const RepackPlan& plan = arguments.plan;
  const int64_t row_bytes = 2 * plan.head_dim;
  Producer p = {plan, shared, {}};
  SegmentSource source = {{SharedAddress(shared.barriers->segments)}, arguments.asked};
  Segment segment;
  int index = worker;
  source.Tell(index);
  Prefetch(arguments, index);
  while (SegmentAt(plan.schedule, index, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const int64_t matrix_row = unit.matrix * plan.seq_len;
    LoadRows(p, arguments.query + (matrix_row + unit.row) * row_bytes,
             RowsLeft(plan, unit.row, kUnitQueries), kEvictFirst);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      if (tile + 1 == segment.end) {
        index = source.Ask(plan.schedule);
        Prefetch(arguments, index);
      }
      LoadRows(p, arguments.key + (matrix_row + tile * kTileKeys) * row_bytes,
               RowsLeft(plan, tile * kTileKeys, kTileKeys), kEvictLast);
    }
    source.Tell(index);
  }
}

}  // namespace attnwatch::hopper::repack
