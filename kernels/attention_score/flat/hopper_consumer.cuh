// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply. Each has half of the queries of a tile and all of its keys. The
// keys in shared memory are more than one of them needs at a time, so one can be ahead of the
// other and have the tensor cores while the other stores its scores.
#pragma once

#include "kernels/attention_score/flat/hopper_epilogue.cuh"
#include "kernels/attention_score/flat/hopper_shared.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper {

// One consumer warp's view of the rings.
struct Consumer {
  const HopperPlan& plan;
  const SharedMemory& shared;
  RingPlace queries;  // where the queries of this segment begin
  RingPlace keys;     // where the keys of the next tile begin
  int group;
  int lane;
};

// A warp's word that its warpgroup has read a slot.
__device__ __forceinline__ void ReleaseQueries(const Consumer& c, int slot) {
  if (c.lane == 0) Arrive(&c.shared.barriers->query_empty[slot]);
}
// The keys of a cluster come from all of its blocks: all want to know.
template <int kClusterSize>
__device__ __forceinline__ void ReleaseKeys(const Consumer& c, int slot) {
  Barrier* const empty = &c.shared.barriers->key_empty[slot];
  if constexpr (kClusterSize == 1) {
    if (c.lane == 0) Arrive(empty);
  } else {
    if (c.lane < kClusterSize) ArriveAt(empty, c.lane);
  }
}

// Starts the multiplication of `kSteps` steps of head_dim, from the descriptors on.
template <typename Element, int kBlocks, int kSteps>
__device__ __forceinline__ void MultiplySteps(uint64_t queries, uint64_t keys, bool accumulate,
                                              float (&sums)[kSums]) {
  constexpr uint64_t kNextBlock = (kBlockQueries * kLineBytes) >> 4;
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
    const uint64_t a = queries + step * kDescriptorStep;
    const uint64_t b = keys + step * kDescriptorStep;
    Wgmma<TileKeys(kBlocks), 0>(Element{}, sums, a, b, accumulate || step > 0);
    if constexpr (kBlocks == 2) {
      Wgmma<TileKeys(kBlocks), kSums / 2>(Element{}, sums, a + kNextBlock, b,
                                          accumulate || step > 0);
    }
  }
  CommitWgmma();
}

// The same for the steps of one slot of queries and one of keys: 1 to 4.
template <typename Element, int kBlocks>
__device__ __forceinline__ void MultiplySlots(uint64_t a, uint64_t b, int steps, bool accumulate,
                                              float (&sums)[kSums]) {
  static_assert(kDepth / kStep == 4);
  // A case for each: the compiler orders wgmma in a loop worse.
  switch (steps) {
    case 1: MultiplySteps<Element, kBlocks, 1>(a, b, accumulate, sums); break;
    case 2: MultiplySteps<Element, kBlocks, 2>(a, b, accumulate, sums); break;
    case 3: MultiplySteps<Element, kBlocks, 3>(a, b, accumulate, sums); break;
    default: MultiplySteps<Element, kBlocks, 4>(a, b, accumulate, sums); break;
  }
}

// The warpgroups multiply the same tile one after the other, so that one stores its scores while
// the other has the tensor cores. A barrier for each says that it is its turn.
inline constexpr int kFirstTurnBarrier = 2;
__device__ __forceinline__ void WaitForTurn(int group) {
  asm volatile("bar.sync %0, 256;" ::"r"(kFirstTurnBarrier + group) : "memory");
}
__device__ __forceinline__ void GiveTurnTo(int group) {
  asm volatile("bar.arrive %0, 256;" ::"r"(kFirstTurnBarrier + group) : "memory");
}

// sums = the products of this segment's queries and the next tile's keys. Slots are given back one
// multiplication late: when it is known to be done.
template <typename Element, int kClusterSize, int kBlocks>
__device__ __forceinline__ void MultiplyTile(Consumer& c, bool last_use_of_queries,
                                             float (&sums)[kSums]) {
  const HopperPlan& plan = c.plan;
  RingPlace queries = c.queries;
  RingPlace done_queries;
  RingPlace done_keys;
  const char* const my_queries = c.shared.queries + c.group * (kBlocks * kBlockQueries * kLineBytes);
  const int steps_a_part = plan.key_depth / kStep;
  if (plan.turns) WaitForTurn(c.group);
  for (int step = 0; step < plan.steps; step += steps_a_part) {
    const int in_slot = step % (kDepth / kStep);
    if (in_slot == 0) Wait(&c.shared.barriers->query_full[queries.slot], queries.parity);
    Wait(&c.shared.barriers->key_full[c.keys.slot], c.keys.parity);
    const uint64_t a =
        MatrixDescriptor(SharedAddress(my_queries + queries.slot * QuerySlotBytes(plan))) +
        in_slot * kDescriptorStep;
    const uint64_t b = MatrixDescriptor(
        SharedAddress(c.shared.keys + c.keys.slot * KeySlotBytes(plan)), plan.key_depth);
    MultiplySlots<Element, kBlocks>(a, b, min(steps_a_part, plan.steps - step), step > 0, sums);
    if (step > 0) {
      WaitWgmma<1>();
      ReleaseKeys<kClusterSize>(c, done_keys.slot);
      if (last_use_of_queries && in_slot == 0) ReleaseQueries(c, done_queries.slot);
    }
    done_queries = queries;
    done_keys = c.keys;
    if (in_slot + steps_a_part == kDepth / kStep) queries.Advance(plan.query_slots);
    c.keys.Advance(plan.key_slots);
  }
  if (plan.turns) GiveTurnTo(c.group ^ 1);
  WaitWgmma<0>();
  UseSumsFromHere(sums);
  ReleaseKeys<kClusterSize>(c, done_keys.slot);
  if (last_use_of_queries) ReleaseQueries(c, done_queries.slot);
}

// A warp's word of its tiles of a segment: their matrix may be overwritten when all are done.
__device__ __forceinline__ void CountMultiplied(const Arguments& arguments, int64_t matrix,
                                                int tiles, int lane) {
  if (arguments.plan.packing.feed != Feed::kRing || lane != 0) return;
  AddToCount(&arguments.progress.multiplied[matrix], static_cast<uint32_t>(tiles));
}

// `group` is the warpgroup, `warp` the warp in it.
template <typename Element, int kClusterSize, int kBlocks>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int rank, int group, int warp, int lane) {
  const HopperPlan& plan = arguments.plan;
  Consumer c = {plan, shared, {}, {}, group, lane};
  char* const boxes = shared.stores + (4 * group + warp) * plan.store_slots * kBoxBytes;
  const int warp_row = group * kBlocks * kBlockQueries + warp * kBoxRows;
  float sums[kSums] = {};
  if (plan.turns && group == 1) GiveTurnTo(0);
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit, rank);
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      MultiplyTile<Element, kClusterSize, kBlocks>(c, tile + 1 == segment.end, sums);
      StoreSums<Element, kBlocks>(arguments, {unit.matrix, unit.row + warp_row, tile * TileKeys(kBlocks)}, sums, lane,
                         boxes);
    }
    CountMultiplied(arguments, unit.matrix, segment.end - segment.begin, lane);
    c.queries.Advance(plan.query_slots, plan.depths);
  }
  if (lane == 0) WaitStores();
}

}  // namespace attnwatch::hopper
