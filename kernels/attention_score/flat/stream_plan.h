// SPDX-License-Identifier: Apache-2.0
//
// StreamPlan: the numbers of one problem that the streaming kernel (stream.h) works from, and how
// it divides its shared memory.
//
//   if (!StreamUnsuited(problem, gpu)) {
//     const StreamPlan plan = PlanStream(problem, gpu);
//     StreamSharedBytes(plan);   // dynamic shared memory of a launch
//   }
#pragma once

#include <optional>
#include <string>
#include <type_traits>

#include "kernels/attention_score/flat/hopper_gpu.h"
#include "kernels/attention_score/flat/hopper_schedule.h"
#include "kernels/attention_score/flat/repack_geometry.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch::hopper::stream {

using repack::kStoreBytes;
using repack::kTileKeys;
using repack::kTileSums;

inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr int kBlockPanelBytes = kBlockQueries * kLineBytes;
inline constexpr int kQueryBuffers = 2;  // each for the queries of a warpgroup
inline constexpr int kMaxGroups = 3;
inline constexpr int kMaxKeySlots = 16;
inline constexpr int kBarrierBytes = 512;
inline constexpr int kAlignment = 1024;

// What the warpgroups of a thread block multiply, each: blocks of 64 queries, from shared memory,
// or held in registers.
struct StreamShape {
  int groups = 0;
  int blocks = 0;
  int panels = 0;  // at most: what fits beside enough slots for keys, or into registers
  int least_panels = 0;
};
inline constexpr StreamShape kWide = {2, 2, 4, 3};
inline constexpr StreamShape kHeld = {3, 1, 6, 2};

// Calls use(std::integral_constant<int, panels>{}): what it names is compiled for each number of
// panels that queries are held of.
template <int kLeast = kHeld.least_panels, typename Use>
auto ForHeldPanels(int panels, Use use) {
  if constexpr (kLeast < kHeld.panels) {
    if (panels > kLeast) return ForHeldPanels<kLeast + 1>(panels, use);
  }
  return use(std::integral_constant<int, kLeast>{});
}

// Keys of a tile where queries are held: as many as leave registers for the sums.
ATTNWATCH_GEOMETRY int HeldTileKeys(int panels) {
  return panels <= 4 ? 128 : panels == 5 ? 96 : 64;
}

struct StreamPlan {
  Schedule schedule;
  int seq_len = 0;
  int head_dim = 0;
  int groups = 0;  // as the shape has them
  int blocks = 0;
  int panels = 0;
  int last_steps = 0;  // wgmma steps in the last panel
  int tile_keys = 0;
  int units_per_matrix = 0;
  int key_slots = 0;  // of one panel of a tile's keys
  float scale = 0;
};

// Why another kernel is better for the problem, or this one cannot compute it; or nothing.
std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem,
                                          const HopperGpu& gpu);

// Queries held in registers, whatever else would be better, and `reserved` bytes of shared memory
// left for something else. Without a schedule.
StreamPlan PlanHeld(const AttentionScoreProblem& problem, int reserved);

// A block runs all the time on each multiprocessor.
StreamPlan PlanStream(const AttentionScoreProblem& problem, const HopperGpu& gpu);

ATTNWATCH_GEOMETRY int GroupQueries(const StreamPlan& plan) { return plan.blocks * kBlockQueries; }
ATTNWATCH_GEOMETRY int UnitQueries(const StreamPlan& plan) {
  return plan.groups * GroupQueries(plan);
}

ATTNWATCH_GEOMETRY bool HoldsQueries(const StreamPlan& plan) { return plan.groups == kHeld.groups; }
ATTNWATCH_GEOMETRY int KeySlotBytes(const StreamPlan& plan) { return plan.tile_keys * kLineBytes; }

ATTNWATCH_GEOMETRY int QueryBufferBytes(const StreamPlan& plan) {
  return plan.blocks * plan.panels * kBlockPanelBytes;
}

// For scores on their way; those of queries that are held go straight from registers.
ATTNWATCH_GEOMETRY int StoresBytes(const StreamPlan& plan) {
  return HoldsQueries(plan) ? 0 : 4 * plan.groups * kStoreBytes;
}

// With room to align the panels.
ATTNWATCH_GEOMETRY int StreamSharedBytes(const StreamPlan& plan) {
  return kAlignment + kQueryBuffers * QueryBufferBytes(plan) + plan.key_slots * KeySlotBytes(plan) +
         StoresBytes(plan) + kBarrierBytes;
}

}  // namespace attnwatch::hopper::stream
