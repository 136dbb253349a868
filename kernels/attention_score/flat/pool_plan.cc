// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <algorithm>

namespace attnwatch::hopper::pool {
namespace {

// On an H200, `repack` and this: d=63 0.90 and 0.94 ms, 65 1.00 and 0.96, 95 1.05 and 0.98, 103
// 1.15 and 0.99, 127 1.17 and 1.01; `lines` and this: 130 1.18 and 1.06, 161 1.36 and 1.11, 191
// 1.36 and 1.14, 223 1.51 and 1.29, 255 1.65 and 1.39, 289 1.91 and 1.62, 341 2.27 and 1.86, 383
// 2.37 and 1.96.
int LeastHeadDim(const HopperGpu& gpu) { return HasFastMemory(gpu) ? 65 : 129; }
constexpr int kMostHeadDim = stream::kHeld.panels * kDepth;

constexpr double kLeastBusy = 0.9;  // of all multiprocessors' time

// Aligned rows, which others copy as they lie. They are slower where rows begin between sectors of
// 32 bytes (d % 16 == 8): on an H200, the best of them and this, d=72 0.95 and 0.96 ms, 88 0.99 and
// 0.98, 104 1.08 and 0.99, 120 1.11 and 1.01, 136 1.10 and 1.05, 184 1.24 and 1.15, 200 1.38
// and 1.24, 232 1.47 and 1.32, 264 1.70 and 1.52, 280 1.73 and 1.57, 296 1.62 and 1.61, 312 1.65
// and 1.68.
bool IsBetterAsItLies(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  if (problem.head_dim % 16 == 0) return true;
  const int least = HasFastMemory(gpu) ? 88 : 200;
  return problem.head_dim % 8 == 0 && (problem.head_dim < least || problem.head_dim >= 296);
}

int UnitsPerMatrix(const AttentionScoreProblem& problem) {
  return CeilDivide(problem.seq_len, kUnitQueries);
}

int TeamCount(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  const int64_t room = gpu.multiprocessors / UnitsPerMatrix(problem);
  return static_cast<int>(std::min(room, problem.matrix_count()));
}

}  // namespace

std::optional<std::string> PoolUnsuited(const AttentionScoreProblem& problem,
                                        const HopperGpu& gpu) {
  if (problem.head_dim > kMostHeadDim || problem.head_dim < LeastHeadDim(gpu)) {
    return "head_dim is too large or too small";
  }
  if (IsBetterAsItLies(problem, gpu)) return "rows that are aligned need no packing";
  if (problem.query_count() % 8 != 0) return "the tensors' sizes are no multiple of 16 bytes";
  if (auto why = TooManyRows(problem)) return why;
  const int teams = TeamCount(problem, gpu);
  if (teams == 0) return "a matrix has more units than there are multiprocessors";
  const int rounds = CeilDivide(problem.matrix_count(), teams);
  const int64_t units = problem.matrix_count() * UnitsPerMatrix(problem);
  const double busy = static_cast<double>(units) / gpu.multiprocessors / rounds;
  if (busy < kLeastBusy) return "too many multiprocessors would have nothing to do";
  return std::nullopt;
}

PoolPlan PlanPool(const AttentionScoreProblem& problem, const HopperGpu& gpu) {
  PoolPlan plan;
  plan.held = stream::PlanHeld(problem, StagingBytes(static_cast<int>(problem.head_dim)));
  // A tile and three quarters: more are slower, by 3 % from two tiles on.
  plan.held.key_slots = std::min(plan.held.key_slots, plan.held.panels * 7 / 4);
  plan.matrices = static_cast<int>(problem.matrix_count());
  plan.teams = TeamCount(problem, gpu);
  plan.held.schedule = WholeUnits(plan.matrices * TeamBlocks(plan),
                                  CeilDivide(problem.seq_len, plan.held.tile_keys));
  plan.held.schedule.worker_count = plan.teams * TeamBlocks(plan);
  return plan;
}

}  // namespace attnwatch::hopper::pool
