// SPDX-License-Identifier: Apache-2.0
//
// The thread that brings keys from the ring to the slots that wgmma reads, as soon as the team has
// packed them.
#pragma once

#include "kernels/attention_score/flat/pool_shared.cuh"
#include "kernels/attention_score/flat/stream_loaders.cuh"

namespace attnwatch::hopper::pool {

struct Loader {
  const Arguments& arguments;
  const stream::SharedMemory& shared;
  int team;
  RingTurn turn;
  RingTurn arriving;  // the tile before, while its copies are under way
  RingPlace slot;
  RingPlace arriving_slot;

  // Begins to copy the next tile, once it is packed. The tile before is finished when this one
  // comes to the slots that it has: later, a barrier's parity would no longer tell.
  __device__ __forceinline__ void Load(bool first) {
    const PoolPlan& plan = arguments.plan;
    WaitForCount(arguments.counters + PackedCounter(team, turn.tile),
                 (turn.uses + 1) * plan.team_blocks);
    FenceGlobalForCopies();
    const int row = RingRow(plan, team, turn);
    const int free = min(plan.held.key_slots - plan.held.panels, plan.held.panels - 1);
#pragma unroll 1
    for (int panel = 0; panel < plan.held.panels; ++panel) {
      if (panel == free && !first) FinishOne();
      Barrier* const full = &shared.barriers->key_full[slot.slot];
      Wait(&shared.barriers->key_empty[slot.slot], slot.parity ^ 1);
      ArriveExpectBytes(full, KeySlotBytes(plan.held));
      stream::LoadKeyPanel(arguments.held, panel, row,
                           shared.keys + slot.slot * KeySlotBytes(plan.held), full);
      slot.Advance(plan.held.key_slots);
    }
    turn.Advance(1);
  }

  // Waits for the copies of a tile and lets others pack the next one there.
  __device__ __forceinline__ void FinishOne() {
    const PoolPlan& plan = arguments.plan;
#pragma unroll 1
    for (int panel = 0; panel < plan.held.panels; ++panel) {
      Wait(&shared.barriers->key_full[arriving_slot.slot], arriving_slot.parity);
      arriving_slot.Advance(plan.held.key_slots);
    }
    AddAfterReading(arguments.counters + ReadCounter(team, arriving.tile), 1);
    arriving.Advance(1);
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

__device__ __forceinline__ void Load(const Arguments& arguments, const stream::SharedMemory& shared,
                                     const Member& member) {
  const PoolPlan& plan = arguments.plan;
  SegmentSource segments = {{SharedAddress(shared.barriers->segments)}, nullptr};
  Loader loader = {arguments, shared, member.team, {}, {}, {}, {}};
  for (int matrix = member.team; matrix < plan.matrices; matrix += plan.teams) {
    segments.Tell(matrix * plan.team_blocks + member.block);
#pragma unroll 1
    for (int tile = 0; tile < plan.tiles; ++tile) {
      loader.Load(matrix == member.team && tile == 0);
    }
  }
  if (member.team < plan.matrices) loader.FinishOne();
  segments.Tell(plan.held.schedule.segment_count);
  End(arguments);
}

}  // namespace attnwatch::hopper::pool
