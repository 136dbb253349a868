// SPDX-License-Identifier: Apache-2.0
//
// PoolPlan: the numbers of one problem that the kernel of pool.h works from.
//
//   if (!PoolUnsuited(problem, gpu)) {
//     const PoolPlan plan = PlanPool(problem, gpu);
//     RingBytes(plan);   // of global memory
//   }
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/flat/stream_plan.h"

namespace attnwatch::hopper::pool {

inline constexpr int kPackerWarps = 3;
inline constexpr int kPieceRows = 8;  // that a warp packs for one copy
inline constexpr int kUnitQueries = stream::kHeld.groups * stream::kBlockQueries;
inline constexpr int kRingTiles = 10;  // of a team: how far packing may be ahead of multiplying
static_assert(kRingTiles >= kPackerWarps);  // a warp packs every third tile
inline constexpr int kCounterSpacing = 32;  // words; counters that are polled in lines of their own

struct PoolPlan {
  stream::StreamPlan held;  // what a block multiplies
  int teams = 0;            // of as many blocks as a matrix has units, each works on a matrix
  int matrices = 0;
};

// Why another kernel is better for the problem, or this one cannot compute it; or nothing. A block
// runs all the time on each multiprocessor.
std::optional<std::string> PoolUnsuited(const AttentionScoreProblem& problem, const HopperGpu& gpu);

PoolPlan PlanPool(const AttentionScoreProblem& problem, const HopperGpu& gpu);

// Stages of a packing warp: a piece that it packs and one on its way.
inline constexpr int kPieceStages = 2;
inline constexpr int kStageBarrierBytes = 8 * kPackerWarps * kPieceStages;
static_assert(kStageBarrierBytes % 16 == 0);  // the stages are behind them

// Of a stage: the aligned 16 bytes that a piece is in, and what PackRow reads behind it.
ATTNWATCH_GEOMETRY int StageBytes(int head_dim) {
  return (kPieceRows * 2 * head_dim + 15) / 16 * 16 + 32;
}
// What the packing warps need for their stages and barriers.
ATTNWATCH_GEOMETRY int StagingBytes(int head_dim) {
  return kStageBarrierBytes + kPackerWarps * kPieceStages * StageBytes(head_dim);
}
ATTNWATCH_GEOMETRY int PoolSharedBytes(const PoolPlan& plan) {
  return StreamSharedBytes(plan.held) + StagingBytes(plan.held.head_dim);
}

// The ring's tiles are as wgmma reads them, panel by panel.
ATTNWATCH_GEOMETRY int RingTileBytes(const PoolPlan& plan) {
  return plan.held.panels * KeySlotBytes(plan.held);
}
ATTNWATCH_GEOMETRY int64_t RingBytes(const PoolPlan& plan) {
  return int64_t{plan.teams} * kRingTiles * RingTileBytes(plan);
}

ATTNWATCH_GEOMETRY int TeamBlocks(const PoolPlan& plan) { return plan.held.units_per_matrix; }

// Counters of a launch: for each tile of a ring how often it has been packed and read, and one for
// the blocks that have ended.
ATTNWATCH_GEOMETRY int PackedCounter(int team, int tile) {
  return (team * kRingTiles + tile) * 2 * kCounterSpacing;
}
ATTNWATCH_GEOMETRY int ReadCounter(int team, int tile) {
  return PackedCounter(team, tile) + kCounterSpacing;
}
ATTNWATCH_GEOMETRY int EndedCounter(const PoolPlan& plan) { return PackedCounter(plan.teams, 0); }
ATTNWATCH_GEOMETRY int CounterCount(const PoolPlan& plan) { return EndedCounter(plan) + 1; }

}  // namespace attnwatch::hopper::pool
