// SPDX-License-Identifier: Apache-2.0
//
// The warps that bring rows into the form that wgmma reads: 16-byte chunks, swizzled, zeros after
// the row's end.
#pragma once

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/cluster.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

struct Packer {
  const RepackPlan& plan;
  const SharedMemory& shared;
  RingPlace group;
  int turn;  // which warp packs the next group
  int warp;
  int lane;
  // Of a thread's two chunks of eight rows of a panel: where they lie, and where they go.
  int from[2];
  int to[2];
  uint4 keep;    // what the row has of the thread's chunks of the last panel
  bool in_last;  // whether anything is read of those
};

// How the 16-byte chunks of a row lie in shared memory before they are packed: rows of head_dim
// elements begin at multiples of kUnit bytes, which decides how they can be read and which rows the
// four threads groups of a warp read at a time, so that they meet different banks: row 4 pass + sub
// or, where every other row begins between two words, row 2 sub + pass.
template <int kUnit>
__device__ __forceinline__ int RowInEight(int pass, int sub) {
  return kUnit == 2 ? 2 * sub + pass : 4 * pass + sub;
}

// The chunk at `from`, which is a multiple of 16, 8 or 4; or of 4 and 2 more.
template <int kUnit, int kPass>
__device__ __forceinline__ uint4 ReadChunk(const char* from) {
  if (kUnit == 16) return *reinterpret_cast<const uint4*>(from);
  if (kUnit == 8) {
    const auto* const pairs = reinterpret_cast<const uint2*>(from);
    const uint2 low = pairs[0];
    const uint2 high = pairs[1];
    return make_uint4(low.x, low.y, high.x, high.y);
  }
  if (kUnit == 4 || kPass == 0) {
    const auto* const words = reinterpret_cast<const uint32_t*>(from);
    return make_uint4(words[0], words[1], words[2], words[3]);
  }
  const auto* const words = reinterpret_cast<const uint32_t*>(from - 2);
  const uint32_t w[5] = {words[0], words[1], words[2], words[3], words[4]};
  return make_uint4(__byte_perm(w[0], w[1], 0x5432), __byte_perm(w[1], w[2], 0x5432),
                    __byte_perm(w[2], w[3], 0x5432), __byte_perm(w[3], w[4], 0x5432));
}

__device__ __forceinline__ uint4 Keep(const uint4& chunk, const uint4& mask) {
  return make_uint4(chunk.x & mask.x, chunk.y & mask.y, chunk.z & mask.z, chunk.w & mask.w);
}

// `rows` rows, a multiple of 8, to `to`, whose panels have `panel_bytes`; one warp. Eight threads
// take a line, so that a pass is four lines; two passes are eight rows of a panel, and several such
// pieces are under way at once.
template <int kUnit>
__device__ __forceinline__ void PackGroup(const Packer& p, const char* raw, int rows, char* to,
                                          int panel_bytes) {
  constexpr int kAtOnce = 4;
  const int row_bytes = 2 * p.plan.head_dim;
  const int panels = p.plan.panels;
  const int count = rows / 8 * panels;
#pragma unroll 1
  for (int next = 0; next < count; next += kAtOnce) {
    uint4 chunks[2 * kAtOnce];
    int to_piece[kAtOnce];
    bool last[kAtOnce];
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      const int piece = min(next + i, count - 1);
      const int eight = piece * p.plan.panels_inverse >> 16;
      const int panel = piece - eight * panels;
      const char* const from = raw + eight * 8 * row_bytes + panel * kLineBytes;
      chunks[2 * i] = ReadChunk<kUnit, 0>(from + p.from[0]);
      chunks[2 * i + 1] = ReadChunk<kUnit, 1>(from + p.from[1]);
      to_piece[i] = panel * panel_bytes + eight * 8 * kLineBytes;
      last[i] = panel == panels - 1;
    }
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      if (next + i >= count) break;
      if (last[i]) {
        if (!p.in_last) continue;
        chunks[2 * i] = Keep(chunks[2 * i], p.keep);
        chunks[2 * i + 1] = Keep(chunks[2 * i + 1], p.keep);
      }
      *reinterpret_cast<uint4*>(to + to_piece[i] + p.to[0]) = chunks[2 * i];
      *reinterpret_cast<uint4*>(to + to_piece[i] + p.to[1]) = chunks[2 * i + 1];
    }
  }
}

// Copies rows that a warp has packed to the other block of the cluster, and counts them at its
// `full`.
__device__ __forceinline__ void SharePacked(const Packer& p, const char* rows, int bytes,
                                            int panel_bytes, Barrier* full, uint32_t other) {
  if (p.lane < p.plan.panels) CopyToBlock(rows + p.lane * panel_bytes, bytes, full, other);
}

// `rows` rows to a buffer that is empty, the groups of them by the warps in turn; says so at
// `full`. `kShared`: the other block gets them as well, and `expected` bytes come from it.
template <int kUnit, bool kShared>
__device__ __forceinline__ void PackRows(Packer& p, int rows, char* buffer, int panel_bytes,
                                         Barrier* full, int rank, int expected) {
#pragma unroll 1
  for (int first = 0; first < rows; first += p.plan.group_rows) {
    if (p.turn == p.warp) {
      const int in_group = min(p.plan.group_rows, rows - first);
      const char* const raw = p.shared.groups + p.group.slot * p.plan.group_bytes;
      // What the slot held before must be packed: else its barrier could still be a phase behind,
      // which parity cannot tell from the one that is waited for.
      Wait(&p.shared.barriers->group_empty[p.group.slot], p.group.parity ^ 1);
      Wait(&p.shared.barriers->group_full[p.group.slot], p.group.parity);
      PackGroup<kUnit>(p, raw, in_group, buffer + first * kLineBytes, panel_bytes);
      __syncwarp();
      if (p.lane == 0) Arrive(&p.shared.barriers->group_empty[p.group.slot]);
      if (kShared) {
        FenceForCopyEngine();
        __syncwarp();
        SharePacked(p, buffer + first * kLineBytes, in_group * kLineBytes, panel_bytes, full,
                    static_cast<uint32_t>(rank ^ 1));
      }
    }
    p.turn = p.turn + 1 == kPackerWarps ? 0 : p.turn + 1;
    p.group.Advance(p.plan.group_slots);
  }
  FenceForCopyEngine();
  __syncwarp();
  if (p.lane == 0) {
    if (kShared && p.warp == 0) {
      ArriveExpectBytes(full, expected);
    } else {
      Arrive(full);
    }
  }
}

template <int kUnit>
__device__ __forceinline__ Packer MakePacker(const RepackPlan& plan, const SharedMemory& shared,
                                             int warp, int lane) {
  Packer p = {plan, shared, {}, 0, warp, lane, {}, {}, {}, false};
  const int row_bytes = 2 * plan.head_dim;
  const int in_line = lane % 8 * 16;
#pragma unroll
  for (int pass = 0; pass < 2; ++pass) {
    const int row = RowInEight<kUnit>(pass, lane / 8);
    p.from[pass] = row * row_bytes + in_line;
    p.to[pass] = static_cast<int>(Swizzle(row * kLineBytes + in_line));
  }
  p.in_last = in_line < 32 * plan.last_steps;
  const int left = row_bytes - (plan.panels - 1) * kLineBytes - in_line;
  const Chunk keep = KeepBytes({{~0u, ~0u, ~0u, ~0u}}, left);
  p.keep = make_uint4(keep.words[0], keep.words[1], keep.words[2], keep.words[3]);
  return p;
}

template <int kUnit, bool kShared>
__device__ __forceinline__ void PackUnits(const Arguments& arguments, const SharedMemory& shared,
                                          int worker, int rank, int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  Packer p = MakePacker<kUnit>(plan, shared, warp, lane);
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_empty[queries.slot], queries.parity ^ 1);
    PackRows<kUnit, false>(p, QueriesOfBlock(plan, rank, unit.row).count,
                           shared.queries + queries.slot * plan.panels * QueryPanelBytes(plan),
                           QueryPanelBytes(plan), &barriers.query_full[queries.slot], rank, 0);
    queries.Advance(plan.query_buffers);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      if (kShared) {
        WaitCluster(&barriers.key_empty[keys.slot], keys.parity ^ 1);
      } else {
        Wait(&barriers.key_empty[keys.slot], keys.parity ^ 1);
      }
      const int others = kShared ? KeysOfBlock(plan, rank ^ 1, tile).count : 0;
      PackRows<kUnit, kShared>(p, KeysOfBlock(plan, rank, tile).count,
                               shared.keys + keys.slot * plan.panels * kKeyPanelBytes +
                                   rank * BlockKeys(plan) * kLineBytes,
                               kKeyPanelBytes, &barriers.key_full[keys.slot], rank,
                               others * plan.panels * kLineBytes);
      keys.Advance(plan.key_buffers);
    }
  }
}

template <bool kShared>
__device__ __forceinline__ void Pack(const Arguments& arguments, const SharedMemory& shared,
                                     int worker, int rank, int warp, int lane) {
  const int head_dim = arguments.plan.head_dim;
  if (head_dim % 8 == 0) {
    PackUnits<16, kShared>(arguments, shared, worker, rank, warp, lane);
  } else if (head_dim % 4 == 0) {
    PackUnits<8, kShared>(arguments, shared, worker, rank, warp, lane);
  } else if (head_dim % 2 == 0) {
    PackUnits<4, kShared>(arguments, shared, worker, rank, warp, lane);
  } else {
    PackUnits<2, kShared>(arguments, shared, worker, rank, warp, lane);
  }
}

}  // namespace attnwatch::hopper::repack
