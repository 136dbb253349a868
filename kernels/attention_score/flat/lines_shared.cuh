// SPDX-License-Identifier: Apache-2.0
//
// What the threads of a block of the kernel of lines.h share: its arguments, where a unit is, and
// the division of shared memory.
#pragma once

#include "kernels/attention_score/flat/lines_plan.h"
#include "kernels/attention_score/flat/segment_queue.cuh"

namespace attnwatch::hopper::lines {

struct Arguments {
  LinesPlan plan;
  const char* query;
  const char* key;
  char* scores;
  unsigned* asked;  // segment_queue.cuh
};

// A block of keys of a matrix.
struct UnitPlace {
  int64_t row;  // of queries and of keys: the matrix's first
  int key;      // the block's first
  int keys;     // from that one on in the matrix: more than a block, or fewer
};

__device__ __forceinline__ UnitPlace PlaceUnit(const LinesPlan& plan, int unit) {
  const int matrix = unit / plan.blocks_per_matrix;
  const int key = (unit - matrix * plan.blocks_per_matrix) * plan.block_keys;
  return {static_cast<int64_t>(matrix) * plan.seq_len, key, plan.seq_len - key};
}

__device__ __forceinline__ const char* RowAddress(const LinesPlan& plan, const char* tensor,
                                                  int64_t row) {
  return tensor + row * (2 * plan.head_dim);
}

inline constexpr int kRingBarrierBytes = 2 * kMaxStages * kBarrierSize;
static_assert(kWarps * kRingBarrierBytes + 2 * kBarrierSize + kQueueBytes == kBarrierBytes);

struct SharedMemory {
  uint32_t keys;        // blocks of them: the packed panels, the last one last
  uint32_t stages;      // of the first warp
  uint32_t barriers;    // for each warp kMaxStages that say "full", and as many that say "empty"
  uint32_t packed;      // a block of keys
  uint32_t multiplied;  // by all queries of a unit
  SegmentQueue segments;
};

__device__ __forceinline__ SharedMemory DivideShared(const LinesPlan& plan, const char* memory) {
  const uint32_t keys = SharedAddress(memory);
  if (keys % 1024 != 0) __trap();  // the swizzle counts from there
  const uint32_t stages = keys + plan.key_buffers * KeyBytes(plan);
  const uint32_t barriers = stages + kWarps * plan.stages * kStageBytes;
  const uint32_t packed = barriers + kWarps * kRingBarrierBytes;
  const uint32_t multiplied = packed + kBarrierSize;
  return {keys, stages, barriers, packed, multiplied, {multiplied + kBarrierSize}};
}

// Of one warp.
struct Ring {
  uint32_t stages;
  uint32_t full;
  uint32_t empty;

  __device__ __forceinline__ uint32_t Stage(int i) const { return stages + i * kStageBytes; }
  __device__ __forceinline__ uint32_t Full(int i) const { return full + i * kBarrierSize; }
  __device__ __forceinline__ uint32_t Empty(int i) const { return empty + i * kBarrierSize; }
};

__device__ __forceinline__ Ring WarpRing(const LinesPlan& plan, const SharedMemory& shared,
                                         int warp) {
  const uint32_t full = shared.barriers + warp * kRingBarrierBytes;
  return {shared.stages + warp * plan.stages * kStageBytes, full, full + kMaxStages * kBarrierSize};
}

// The tile before which the next unit's keys are packed: the last one where there is room for them,
// otherwise the one behind it.
__device__ __forceinline__ int TileOfNextKeys(const LinesPlan& plan, const Segment& segment) {
  return max(segment.begin, segment.end - (plan.key_buffers - 1));
}

// Where the block of keys that is packed after `packed` others goes.
__device__ __forceinline__ uint32_t KeyBuffer(const LinesPlan& plan, const SharedMemory& shared,
                                              int packed) {
  return shared.keys + packed % plan.key_buffers * KeyBytes(plan);
}

// Of the score of a unit's first key with a query of its matrix.
__device__ __forceinline__ int64_t ScoreOffset(const LinesPlan& plan, const UnitPlace& unit,
                                               int query) {
  return 2 * ((unit.row + query) * plan.seq_len + unit.key);
}

}  // namespace attnwatch::hopper::lines
