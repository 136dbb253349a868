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
              p.shared.groups + p.group.slot * p.plan.group_bytes, full, policy);
    p.group.Advance(p.plan.group_slots);
  }
}

__device__ __forceinline__ void Produce(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int rank) {
  const RepackPlan& plan = arguments.plan;
  const int64_t row_bytes = 2 * plan.head_dim;
  Producer p = {plan, shared, {}};
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const int64_t matrix_row = unit.matrix * plan.seq_len;
    const BlockRows queries = QueriesOfBlock(plan, rank, unit.row);
    LoadRows(p, arguments.query + (matrix_row + queries.first) * row_bytes, queries.count,
             kEvictFirst);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      const BlockRows keys = KeysOfBlock(plan, rank, tile);
      LoadRows(p, arguments.key + (matrix_row + keys.first) * row_bytes, keys.count, kEvictLast);
    }
  }
}

}  // namespace attnwatch::hopper::repack
