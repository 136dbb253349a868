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

// Where a thread's chunks of some rows go.
struct PackJob {
  const Packing& packing;
  const RawRows& raw;
  int64_t matrix;
  int first;  // row
  int count;  // chunks
  Chunk* to;
};

__device__ __forceinline__ PackJob PlanPack(const Packing& packing, const RawRows& raw,
                                            int64_t matrix, int first, int rows, void* packed) {
  const int left = packing.matrix_rows - first;
  const int per_row = packing.width / 8;
  return {packing,
          raw,
          matrix,
          first,
          (left < rows ? left : rows) * per_row,
          static_cast<Chunk*>(packed) + (FirstRow(packing, matrix) + first) * (packing.pitch / 8)};
}

// Many reads under way at once: without a branch between them.
template <int kThreadCount>
__device__ __forceinline__ void PackFar(const PackJob& job, int thread) {
  constexpr int kAhead = 6;
  const uint32_t per_row = job.packing.width / 8;
  const char* const from = static_cast<const char*>(job.raw.data) +
                           RawOffset(job.raw, job.matrix, job.first);
  const int gap = job.packing.pitch / 8 - static_cast<int>(per_row);
#pragma unroll 1
  for (int next = thread; next < job.count; next += kAhead * kThreadCount) {
    Chunk low[kAhead];
    Chunk high[kAhead];
    int shift[kAhead];
    int left[kAhead];
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int chunk = min(next + i * kThreadCount, job.count - 1);
      const int row = static_cast<int>(chunk * job.packing.row_inverse >> 32);
      const int in_row = 16 * (chunk - row * static_cast<int>(per_row));
      const char* const at = from + row * 2 * job.raw.head_dim + in_row;
      shift[i] = static_cast<int>(reinterpret_cast<uintptr_t>(at) & 15);
      left[i] = 2 * job.raw.head_dim - in_row;
      const auto* const aligned = reinterpret_cast<const Chunk*>(at - shift[i]);
      low[i] = ReadOnce(aligned);
      high[i] = ReadOnce(aligned + 1);
    }
#pragma unroll
    for (int i = 0; i < kAhead; ++i) {
      const int chunk = min(next + i * kThreadCount, job.count - 1);
      const int row = static_cast<int>(chunk * job.packing.row_inverse >> 32);
      job.to[chunk + row * gap] = KeepBytes(ShiftChunks(low[i], high[i], shift[i]), left[i]);
    }
  }
}

// The last rows of a tensor: nothing behind it is read.
template <int kThreadCount>
__device__ __forceinline__ void PackNear(const PackJob& job, int thread) {
  const int per_row = job.packing.width / 8;
#pragma unroll 1
  for (int chunk = thread; chunk < job.count; chunk += kThreadCount) {
    job.to[chunk / per_row * (job.packing.pitch / 8) + chunk % per_row] =
        PackedChunk(job.raw, job.matrix, job.first + chunk / per_row, chunk % per_row, false);
  }
}

// Rows [first, first + tile_queries) of a matrix of one tensor.
template <int kThreadCount>
__device__ __forceinline__ void PackTile(const HopperPlan& plan, const RawRows& raw,
                                         int64_t matrix, int first, void* packed, int thread) {
  const PackJob job = PlanPack(plan.packing, raw, matrix, first, plan.tile_queries, packed);
  if (FarFromEnd(raw, matrix, first, plan.tile_queries)) {
    PackFar<kThreadCount>(job, thread);
  } else {
    PackNear<kThreadCount>(job, thread);
  }
}

template <int kThreadCount>
__device__ __forceinline__ void PackBoth(const Arguments& arguments, int64_t matrix, int first,
                                         int thread) {
  const HopperPlan& plan = arguments.plan;
  PackTile<kThreadCount>(plan, arguments.raw_query, matrix, first, arguments.packed_query, thread);
  PackTile<kThreadCount>(plan, arguments.raw_key, matrix, first, arguments.packed_key, thread);
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
  if (place.row + plan.tile_queries > plan.seq_len) return;
  const int64_t offset = RawOffset(arguments.raw_query, place.matrix, place.row);
  if (offset % 16 != 0) return;
  const auto bytes = static_cast<uint32_t>(plan.tile_queries * 2 * plan.head_dim);
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
