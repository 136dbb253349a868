// SPDX-License-Identifier: Apache-2.0
//
// The warps that bring rows into the form that wgmma reads: 16-byte chunks, swizzled, zeros after
// the row's end.
#pragma once

#include "kernels/attention_score/chunk.h"
#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/repack_shared.cuh"

namespace attnwatch::hopper::repack {

struct Packer {
  const RepackPlan& plan;
  const SharedMemory& shared;
  RingPlace group;
  int warp;
  int lane;
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

// Zeros after the first `left` bytes.
__device__ __forceinline__ uint4 Keep(const uint4& chunk, int left) {
  const Chunk kept = KeepBytes({{chunk.x, chunk.y, chunk.z, chunk.w}}, left);
  return make_uint4(kept.words[0], kept.words[1], kept.words[2], kept.words[3]);
}

// `rows` rows, a multiple of 8, to `to`, whose panels have `panel_bytes`. A warp takes eight rows
// of a panel at a time, eight threads a line, and several such pieces at once.
template <int kUnit>
__device__ __forceinline__ void PackGroup(const Packer& p, const char* raw, int rows, char* to,
                                          int panel_bytes) {
  constexpr int kAtOnce = 4;
  const int sub = p.lane / 8;
  const int row_bytes = 2 * p.plan.head_dim;
  const int row0 = RowInEight<kUnit>(0, sub);
  const int row1 = RowInEight<kUnit>(1, sub);
  const int in_line = p.lane % 8 * 16;
  const int from0 = row0 * row_bytes + in_line;
  const int from1 = row1 * row_bytes + in_line;
  const int to0 = static_cast<int>(Swizzle(row0 * kLineBytes + in_line));
  const int to1 = static_cast<int>(Swizzle(row1 * kLineBytes + in_line));
  const int panels = p.plan.panels;
  const int count = rows / 8 * panels;
  const int left = row_bytes - (panels - 1) * kLineBytes - in_line;  // in the last panel
  const bool in_last = in_line < 32 * p.plan.last_steps;
#pragma unroll 1
  for (int next = p.warp; next < count; next += kAtOnce * kPackerWarps) {
    uint4 chunks[2 * kAtOnce];
    int to_piece[kAtOnce];
    bool last[kAtOnce];
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      const int piece = min(next + i * kPackerWarps, count - 1);
      const int eight = piece * p.plan.panels_inverse >> 16;
      const int panel = piece - eight * panels;
      const char* const from = raw + eight * 8 * row_bytes + panel * kLineBytes;
      chunks[2 * i] = ReadChunk<kUnit, 0>(from + from0);
      chunks[2 * i + 1] = ReadChunk<kUnit, 1>(from + from1);
      to_piece[i] = panel * panel_bytes + eight * 8 * kLineBytes;
      last[i] = panel == panels - 1;
    }
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      if (next + i * kPackerWarps >= count) break;
      if (last[i]) {
        if (!in_last) continue;
        chunks[2 * i] = Keep(chunks[2 * i], left);
        chunks[2 * i + 1] = Keep(chunks[2 * i + 1], left);
      }
      *reinterpret_cast<uint4*>(to + to_piece[i] + to0) = chunks[2 * i];
      *reinterpret_cast<uint4*>(to + to_piece[i] + to1) = chunks[2 * i + 1];
    }
  }
}

// `rows` rows to a buffer that is empty; says so at `full`.
template <int kUnit>
__device__ __forceinline__ void PackRows(Packer& p, int rows, char* buffer, int panel_bytes,
                                         Barrier* full) {
#pragma unroll 1
  for (int first = 0; first < rows; first += p.plan.group_rows) {
    const int in_group = min(p.plan.group_rows, rows - first);
    const char* const raw = p.shared.groups + p.group.slot * p.plan.group_bytes;
    Wait(&p.shared.barriers->group_full[p.group.slot], p.group.parity);
    PackGroup<kUnit>(p, raw, in_group, buffer + first * kLineBytes, panel_bytes);
    __syncwarp();
    if (p.lane == 0) Arrive(&p.shared.barriers->group_empty[p.group.slot]);
    p.group.Advance(p.plan.group_slots);
  }
  FenceForCopyEngine();
  __syncwarp();
  if (p.lane == 0) Arrive(full);
}

template <int kUnit>
__device__ __forceinline__ void PackUnits(const Arguments& arguments, const SharedMemory& shared,
                                          int worker, int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  Packer p = {plan, shared, {}, warp, lane};
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_empty[queries.slot], queries.parity ^ 1);
    PackRows<kUnit>(p, RowsLeft(plan, unit.row, kQueries),
                    shared.queries + queries.slot * plan.panels * kQueryPanelBytes,
                    kQueryPanelBytes, &barriers.query_full[queries.slot]);
    queries.Advance(plan.query_buffers);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      Wait(&barriers.key_empty[keys.slot], keys.parity ^ 1);
      PackRows<kUnit>(p, RowsLeft(plan, tile * kKeys, kKeys),
                      shared.keys + keys.slot * plan.panels * kKeyPanelBytes, kKeyPanelBytes,
                      &barriers.key_full[keys.slot]);
      keys.Advance(plan.key_buffers);
    }
  }
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

}  // namespace attnwatch::hopper::repack
