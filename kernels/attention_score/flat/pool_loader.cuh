// SPDX-License-Identifier: Apache-2.0
//
// The thread that brings keys from the ring to the slots that wgmma reads, as soon as the team has
// packed them.
#pragma once

#include "kernels/attention_score/flat/bulk_copy.cuh"
#include "kernels/attention_score/flat/pool_shared.cuh"

namespace attnwatch::hopper::pool {

template <int kPanels>
struct Loader {
  const Arguments& arguments;
  int team;
  uint32_t slots;  // where they are in shared memory, and their barriers
  uint32_t full;
  uint32_t empty;
  RingPlace slot;
  RingTurn turn;
  RingTurn used;  // the tile whose place in the ring is given back next
  int loading;    // tiles after it whose panels are in slots, or on their way there

  // Begins to copy the next tile, once it is packed.
  __device__ __forceinline__ void Load() {
    const PoolPlan& plan = arguments.plan;
    const int bytes = KeySlotBytes(plan.held);
    const char* const from = RingTile(arguments, team, turn);
    WaitForCount(arguments.counters + PackedCounter(team, turn.tile),
                 (turn.uses + 1) * TeamBlocks(plan));
    FenceGlobalForCopies();
    turn.Advance(1);
#pragma unroll
    for (int panel = 0; panel < kPanels; ++panel) {
      const uint32_t barrier = full + slot.slot * kBarrierSize;
      Wait(empty + slot.slot * kBarrierSize, slot.parity ^ 1);
      ArriveExpectBytes(barrier, bytes);
      LoadBytes(from + panel * bytes, bytes, slots + slot.slot * bytes, barrier, kEvictLast);
      slot.Advance(plan.held.key_slots);
      if (panel == (plan.held.key_slots - 1) % kPanels) GiveBack();
    }
  }

  // The last panel of a tile was in the slot before and has been used, hence it had been copied
  // from the ring: others may pack the next tile there.
  __device__ __forceinline__ void GiveBack() {
    if (++loading <= (arguments.plan.held.key_slots - 1) / kPanels + 1) return;
    --loading;
    AddAfterReading(arguments.counters + ReadCounter(team, used.tile), 1);
    used.Advance(1);
  }
};

// The last block of all to end leaves the counters as they were.
__device__ __forceinline__ void End(const Arguments& arguments) {
  const PoolPlan& plan = arguments.plan;
  unsigned* const counters = arguments.counters;
  __threadfence();
  const unsigned before = atomicAdd(counters + EndedCounter(plan), 1u);
  if (static_cast<int>(before) + 1 != plan.held.schedule.worker_count) return;
  __threadfence();
  for (int team = 0; team < plan.teams; ++team) {
    for (int tile = 0; tile < kRingTiles; ++tile) {
      counters[PackedCounter(team, tile)] = 0;
      counters[ReadCounter(team, tile)] = 0;
    }
  }
  counters[EndedCounter(plan)] = 0;
}

template <int kPanels>
__device__ __forceinline__ void Load(const Arguments& arguments, const stream::SharedMemory& shared,
                                     const Member& member) {
  const PoolPlan& plan = arguments.plan;
  stream::Barriers& barriers = *shared.barriers;
  SegmentSource segments = {{SharedAddress(barriers.segments)}, nullptr};
  Loader<kPanels> loader = {arguments,
                            member.team,
                            SharedAddress(shared.keys),
                            SharedAddress(barriers.key_full),
                            SharedAddress(barriers.key_empty),
                            {},
                            {},
                            {},
                            0};
  for (int matrix = member.team; matrix < plan.matrices; matrix += plan.teams) {
    segments.Tell(matrix * TeamBlocks(plan) + member.block);
#pragma unroll 1
    for (int tile = 0; tile < plan.held.schedule.tile_count; ++tile) loader.Load();
  }
  segments.Tell(plan.held.schedule.segment_count);
  End(arguments);
}

}  // namespace attnwatch::hopper::pool
