// SPDX-License-Identifier: Apache-2.0
//
// What the threads of a block of the kernel of pool.h share, and where the block is in its team.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/gpu_counter.cuh"
#include "kernels/attention_score/flat/pool_plan.h"
#include "kernels/attention_score/flat/stream_shared.cuh"

namespace attnwatch::hopper::pool {

struct Arguments {
  stream::Arguments held;  // without tensor maps
  PoolPlan plan;
  const char* query;
  const char* key;
  char* ring;
  unsigned* counters;
};

struct SharedMemory {
  stream::SharedMemory held;
  uint32_t arrived;  // barriers: of each packing warp one for each stage
  uint32_t staging;  // their stages: pieces as they lie in memory
};

__device__ __forceinline__ SharedMemory DivideShared(const PoolPlan& plan, char* memory) {
  const stream::SharedMemory held = stream::DivideShared(plan.held, memory);
  const uint32_t arrived = SharedAddress(held.barriers) + stream::kBarrierBytes;
  return {held, arrived, arrived + kStageBarrierBytes};
}

// Copies `bytes` from `from` on with what is around them in aligned 16 bytes, and arrives at
// `barrier`.
__device__ __forceinline__ void LoadAround(const char* from, int bytes, uint32_t to,
                                           uint32_t barrier) {
  if (bytes == 0) return Arrive(barrier);
  const int before = reinterpret_cast<uintptr_t>(from) % 16;
  const int all = (before + bytes + 15) / 16 * 16;
  ArriveExpectBytes(barrier, all);
  LoadBytes(from - before, all, to, barrier, kEvictFirst);
}

// A block of a team, which works on matrix after matrix.
struct Member {
  int team;
  int block;  // in the team, and the unit of each matrix that is its own
};

__device__ __forceinline__ Member PlaceMember(const PoolPlan& plan, int worker) {
  const int team = worker / TeamBlocks(plan);
  return {team, worker - team * TeamBlocks(plan)};
}

// A team's tiles of keys, over all of its matrices, take turns in its part of the ring.
struct RingTurn {
  int tile = 0;       // of the ring
  unsigned uses = 0;  // of it before

  __device__ __forceinline__ void Advance(int tiles) {
    tile += tiles;
    if (tile >= kRingTiles) {
      tile -= kRingTiles;
      ++uses;
    }
  }
};

__device__ __forceinline__ char* RingTile(const Arguments& arguments, int team,
                                          const RingTurn& turn) {
  const int64_t tile = team * kRingTiles + turn.tile;
  return arguments.ring + tile * RingTileBytes(arguments.plan);
}

}  // namespace attnwatch::hopper::pool
