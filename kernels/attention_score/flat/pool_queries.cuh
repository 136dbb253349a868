// SPDX-License-Identifier: Apache-2.0
//
// How a warpgroup gets its queries: they arrive as they lie in memory, rows that begin at any
// element, and go from there straight to registers. A warp has every fourth row, so that all of its
// rows begin in the middle of a word, or none.
#pragma once

#include "kernels/attention_score/flat/pool_shared.cuh"
#include "kernels/attention_score/flat/stream_held_consumer.cuh"

namespace attnwatch::hopper::pool {

// Two elements of a row from byte `from` on, zeros behind its end: `left` there are until that.
// kShifted: from 2 bytes behind `from`, which is a multiple of 4.
template <bool kShifted, bool kInner>
__device__ __forceinline__ uint32_t LoadPair(uint32_t from, int left) {
  uint32_t word = kInner || left > 0 ? LoadSharedWord(from) : 0;
  if (kShifted) {
    const uint32_t next = kInner || left > 1 ? LoadSharedWord(from + 4) : 0;
    word = __byte_perm(word, next, 0x5432);
  }
  return kInner ? word : word & WordMask(left);
}

// The four words of a step: two rows', of two chunks of eight elements each.
template <bool kShifted, bool kInner>
__device__ __forceinline__ void LoadStep(uint32_t upper, uint32_t lower, int left,
                                         uint32_t (&words)[4]) {
  words[0] = LoadPair<kShifted, kInner>(upper, left);
  words[1] = LoadPair<kShifted, kInner>(lower, left);
  words[2] = LoadPair<kShifted, kInner>(upper + 16, left - 8);
  words[3] = LoadPair<kShifted, kInner>(lower + 16, left - 8);
}

// `left`: elements of a row from the lane's first on.
template <bool kShifted, int kPanels>
__device__ __forceinline__ void HoldRows(uint32_t upper, uint32_t lower, int left,
                                         stream::Queries<kPanels>& queries) {
  constexpr int kInnerSteps = (kPanels - 1) * stream::kPanelSteps;
#pragma unroll
  for (int i = 0; i < kPanels * stream::kPanelSteps; ++i) {
    const int from = 2 * kStep * i;
    if (i < kInnerSteps) {
      LoadStep<kShifted, true>(upper + from, lower + from, 0, queries.words[i]);
    } else {
      LoadStep<kShifted, false>(upper + from, lower + from, left - kStep * i, queries.words[i]);
    }
  }
}

struct RawQueries {
  static constexpr int kRowStride = 4;
  static_assert(16 * kRowStride == stream::kBlockQueries);

  const Arguments& arguments;
  const stream::SharedMemory& shared;

  __device__ __forceinline__ int FirstRow(int warp) const { return warp; }

  template <int kPanels>
  __device__ __forceinline__ void Hold(const stream::UnitPlace& unit,
                                       const stream::StagedQueries& there, int warp, int lane,
                                       stream::Queries<kPanels>& queries) const {
    const int row_bytes = 2 * arguments.plan.held.head_dim;
    const uint32_t begin = reinterpret_cast<uintptr_t>(Rows(unit, there.group)) % 16;
    const uint32_t upper =
        there.buffer + begin + (warp + lane / 4 * kRowStride) * row_bytes + lane % 4 * 4;
    const uint32_t lower = upper + 8 * kRowStride * row_bytes;
    const int left = arguments.plan.held.head_dim - lane % 4 * 2;
    if (upper % 4 == 0) {
      HoldRows<false>(upper, lower, left, queries);
    } else {
      HoldRows<true>(upper - 2, lower - 2, left, queries);
    }
  }

  // Where they lie in memory.
  __device__ __forceinline__ const char* Rows(const stream::UnitPlace& unit, int group) const {
    const stream::StreamPlan& plan = arguments.plan.held;
    const int64_t row = unit.matrix * plan.seq_len + unit.row + group * stream::kBlockQueries;
    return arguments.query + row * (2 * plan.head_dim);
  }

  __device__ __forceinline__ void Bring(int unit_number, int group, uint32_t buffer) const {
    const stream::StreamPlan& plan = arguments.plan.held;
    const stream::UnitPlace unit = stream::PlaceUnit(plan, unit_number);
    const int rows =
        stream::RowsLeft(plan, unit.row + group * stream::kBlockQueries, stream::kBlockQueries);
    LoadAround(Rows(unit, group), rows * 2 * plan.head_dim, buffer,
               SharedAddress(&shared.barriers->query_full[group]));
  }

  // Before anything else: as many as there is room for.
  __device__ __forceinline__ void BringFirst(const Member& member, int group, int warp,
                                             int lane) const {
    if (group >= stream::kQueryBuffers || warp > 0 || lane > 0) return;
    const PoolPlan& plan = arguments.plan;
    Bring(member.team * TeamBlocks(plan) + member.block, group,
          SharedAddress(stream::QueryBuffer(plan.held, shared, 0, group)));
  }

  // When the warpgroup has read its own, those that have the buffer next: of a warpgroup behind it,
  // or of one before it and the next unit. One warp does, all of it: where the other lanes did not
  // wait, the compiler spilled registers.
  __device__ __forceinline__ void BringNext(int unit, const stream::StagedQueries& queries,
                                            int warp, int lane) const {
    if (warp > 0) return;
    const PoolPlan& plan = arguments.plan;
    int next = queries.group + stream::kQueryBuffers;
    uint32_t before = queries.parity ^ 1;  // of the next group's queries before
    if (next >= plan.held.groups) {
      next -= plan.held.groups;
      before = queries.parity;
      unit += plan.held.schedule.worker_count;
    }
    if (unit >= plan.held.schedule.segment_count) return;
    Barrier* const empty = shared.barriers->query_empty;
    Wait(&empty[queries.group], queries.parity);
    Wait(&empty[next], before);  // else it could miss that the new ones are there
    __syncwarp();
    if (lane == 0) Bring(unit, next, queries.buffer);
  }
};

}  // namespace attnwatch::hopper::pool
