// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: together they pack a block of keys; then each takes half of every
// tile of queries, from its lines to registers and from there into wgmma.
#pragma once

#include "kernels/attention_score/flat/lines_keys.cuh"
#include "kernels/attention_score/flat/lines_tile.cuh"
#include "kernels/attention_score/flat/named_barrier.cuh"
#include "kernels/attention_score/flat/score_rows.cuh"

namespace attnwatch::hopper::lines {

inline constexpr int kTurnBarrier = 1;

// The second warpgroup begins when the first has multiplied its first tile, so that one stores
// while the other multiplies: otherwise both do the same at the same time.
__device__ __forceinline__ void WaitForTurn() { SyncNamed<kTurnBarrier, 32 * kWarps>(); }
__device__ __forceinline__ void GiveTurn() { ArriveNamed<kTurnBarrier, 32 * kWarps>(); }

// Waits until all have multiplied the block of keys that was in the place of this one. `packed`
// have been packed before.
template <int kBlockKeys, bool kAligned>
__device__ __forceinline__ void PackNextKeys(const Arguments& arguments, const SharedMemory& shared,
                                             int unit, int packed, int warp, int lane,
                                             Lines<kAligned>& lines) {
  const LinesPlan& plan = arguments.plan;
  const int phase = packed + 1 - plan.key_buffers;  // phase 0 is over before the first unit
  if (phase >= 0) Wait(shared.multiplied, phase % 2);
  PackKeys<kBlockKeys>(arguments, PlaceUnit(plan, unit), KeyBuffer(plan, shared, packed), warp,
                       lane, lines);
  Arrive(shared.packed);
}

template <typename Element, int kBlockKeys, bool kAligned>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int warp, int lane) {
  const LinesPlan& plan = arguments.plan;
  const bool second = warp >= kWarps / kGroups;
  Lines<kAligned> lines = {};
  lines.ring = WarpRing(plan, shared, warp);
  SegmentReader segments = {shared.segments};
  Segment segment;  // of the unit before the first: no tiles
  for (int count = -1;; ++count) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    const RunPlace place = PlaceRuns(plan, RowAddress(plan, arguments.query, unit.row), warp, lane);
    const uint32_t keys = KeyBuffer(plan, shared, max(count, 0));
    char* to = arguments.scores + ScoreOffset(plan, unit, segment.begin * kTileRows + warp);
    // Where there is one buffer both have just waited for each other.
    const bool in_turn = count == 0 || (count > 0 && plan.key_buffers == 1);
    if (count >= 0) Wait(shared.packed, count % 2);
    if (in_turn && second) WaitForTurn();
    bool gives_turn = in_turn && !second;
    Segment next;
    bool more = true;
#pragma unroll 1
    for (int tile = segment.begin;; ++tile) {
      if (tile == segment.end) Arrive(shared.multiplied);
      if (tile == TileOfNextKeys(plan, segment)) {
        more = segments.Next(plan.schedule, next);
        if (more) {
          PackNextKeys<kBlockKeys>(arguments, shared, next.unit, count + 1, warp, lane, lines);
        }
      }
      if (tile == segment.end) break;
      float sums[kBlockKeys / 2];
      MultiplyTile<Element>(plan, place, keys, lane, lines, sums);
      if (gives_turn) GiveTurn();
      gives_turn = false;
      StoreScores<Element, kWarps, ScorePolicy::kEvictFirst>(
          {plan.seq_len, plan.scale}, sums, {plan.seq_len - tile * kTileRows - warp, unit.keys},
          lane, to);
      to += 2 * kTileRows * static_cast<int64_t>(plan.seq_len);
    }
    if (!more) break;
    segment = next;
  }
}

}  // namespace attnwatch::hopper::lines
