// SPDX-License-Identifier: Apache-2.0
//
// Packing on the GPU (packing.h): by a kernel of its own, or by spare warps of the multiplying
// kernel that run ahead of it through the ring.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"
#include "kernels/attention_score/flat/packed_chunk.h"

namespace attnwatch::hopper {

inline constexpr int kPackThreads = 96;  // of a block that also multiplies

// Rows [first, first + 128) of a matrix of one tensor.
template <int kThreadCount>
__device__ __forceinline__ void PackTile(const Packing& packing, const RawRows& raw, int64_t matrix,
                                         int first, void* packed, int thread) {
  constexpr int kAhead = 8;  // reads under way in a thread
  const int per_row = packing.width / 8;
  const int rows = packing.matrix_rows - first < kQueries ? packing.matrix_rows - first : kQueries;
  const int count = rows * per_row;
  const bool far = FarFromEnd(raw, matrix, first);
  const int pitch = packing.pitch / 8;
  Chunk* const to = static_cast<Chunk*>(packed) + (FirstRow(packing, matrix) + first) * pitch;
#pragma unroll 1
  for (int next = thread; next < count; next += kAhead * kThreadCount) {
    Chunk chunks[kAhead];
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int chunk = next + i * kThreadCount;
      const int read = chunk < count ? chunk : next;  // no branch around the reads
      chunks[i] = PackedChunk(raw, matrix, first + read / per_row, read % per_row, far);
    }
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int chunk = next + i * kThreadCount;
      if (chunk < count) to[chunk / per_row * pitch + chunk % per_row] = chunks[i];
    }
  }
}

template <int kThreadCount>
__device__ __forceinline__ void PackBoth(const Arguments& arguments, int64_t matrix, int first,
                                         int thread) {
  const Packing& packing = arguments.plan.packing;
  PackTile<kThreadCount>(packing, arguments.raw_query, matrix, first, arguments.packed_query, thread);
  PackTile<kThreadCount>(packing, arguments.raw_key, matrix, first, arguments.packed_key, thread);
}

// The threads that pack, among themselves.
__device__ __forceinline__ void SyncPackers() {
  asm volatile("bar.sync 1, %0;" ::"n"(kPackThreads) : "memory");
}

// Asks for the rows of a unit before they are packed: memory takes long, and the packers are few.
__device__ __forceinline__ void PrefetchUnit(const Arguments& arguments, int64_t unit, int rank) {
  const HopperPlan& plan = arguments.plan;
  if (unit >= plan.schedule.unit_count) return;
  const UnitPlace place = PlaceUnit(plan, unit, rank);
  if (place.row + kQueries > plan.seq_len) return;
  const int64_t offset = RawOffset(arguments.raw_query, place.matrix, place.row);
  if (offset % 16 != 0) return;
  const auto bytes = static_cast<uint32_t>(kQueries * 2 * plan.head_dim);
  PrefetchBytes(static_cast<const char*>(arguments.raw_query.data) + offset, bytes);
  PrefetchBytes(static_cast<const char*>(arguments.raw_key.data) + offset, bytes);
}

// Packs the tiles of all units of a worker, each of which its matrix counts as ready. Before, the
// matrix that had the place in the ring must have been multiplied to its end. All blocks run at
// once and each takes its units in order, so that one always can go on.
__device__ __forceinline__ void PackUnits(const Arguments& arguments, int worker, int rank,
                                          int thread) {
  const HopperPlan& plan = arguments.plan;
  if (thread == 0) PrefetchUnit(arguments, worker, rank);
#pragma unroll 1
  for (int64_t unit = worker; unit < plan.schedule.unit_count; unit += plan.schedule.worker_count) {
    const UnitPlace place = PlaceUnit(plan, unit, rank);
    if (thread == 0) PrefetchUnit(arguments, unit + plan.schedule.worker_count, rank);
    if (place.row >= plan.seq_len) continue;
    if (place.matrix >= plan.packing.ring && thread == 0) {
      WaitForCount(&arguments.progress.multiplied[place.matrix - plan.packing.ring],
                   MultipliedCount(plan));
    }
    SyncPackers();
    PackBoth<kPackThreads>(arguments, place.matrix, place.row, thread);
    FenceForCopyEngineEverywhere();
    __threadfence();
    SyncPackers();
    if (thread == 0) AddToCount(&arguments.progress.packed[place.matrix], 1);
  }
}

}  // namespace attnwatch::hopper
