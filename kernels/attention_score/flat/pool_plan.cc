// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <algorithm>

namespace attnwatch::hopper::pool {
namespace {

// On an H200, `lines` and this: d=130 1.18 and 1.06 ms, 161 1.36 and 1.11, 191 1.36 and 1.14, 223
// 1.51 and 1.29, 255 1.65 and 1.39, 289 1.91 and 1.62, 341 2.27 and 1.86, 383 2.37 and 1.96.
constexpr int kLeastHeadDim = 129;
constexpr int kMostHeadDim = stream::kHeld.panels * kDepth;

constexpr double kLeastBusy = 0.9;  // of all workers' time

// Aligned rows, which `stream` copies as they lie. It is slower where they begin between sectors of
// 32 bytes (d % 16 == 8): on an H200, it or `lines` and this, d=136 1.08 and 1.08 ms, 200 1.38 and
// 1.24, 232 1.47 and 1.32, 264 1.70 and 1.52, 280 1.73 and 1.57, 296 1.62 and 1.61, 312 1.65 and
// 1.68.
bool IsBetterAsItLies(const AttentionScoreProblem& problem) {
  if (problem.head_dim % 16 == 0) return true;
  return problem.head_dim % 8 == 0 && (problem.head_dim < 200 || problem.head_dim >= 296);
}

int UnitsPerMatrix(const AttentionScoreProblem& problem) {
  return CeilDivide(problem.seq_len, kUnitQueries);
}

int TeamCount(const AttentionScoreProblem& problem, int workers) {
  const int64_t room = workers / UnitsPerMatrix(problem);
  return static_cast<int>(std::min(room, problem.matrix_count()));
}

}  // namespace

std::optional<std::string> PoolUnsuited(const AttentionScoreProblem& problem, int workers) {
  if (problem.head_dim > kMostHeadDim || problem.head_dim < kLeastHeadDim) {
    return "head_dim is too large or too small";
  }
  if (IsBetterAsItLies(problem)) return "rows that are aligned need no packing";
  if (problem.query_count() % 8 != 0) return "the tensors' sizes are no multiple of 16 bytes";
  if (auto why = TooManyRows(problem)) return why;
  const int teams = TeamCount(problem, workers);
  if (teams == 0) return "a matrix has more units than there are workers";
  const int rounds = CeilDivide(problem.matrix_count(), teams);
  const int64_t units = problem.matrix_count() * UnitsPerMatrix(problem);
  const double busy = static_cast<double>(units) / workers / rounds;
  if (busy < kLeastBusy) return "too many workers would have nothing to do";
  return std::nullopt;
}

PoolPlan PlanPool(const AttentionScoreProblem& problem, int workers) {
  PoolPlan plan;
  plan.held = stream::PlanHeld(problem, StagingBytes(static_cast<int>(problem.head_dim)));
  // A tile and three quarters: more are slower, by 3 % from two tiles on.
  plan.held.key_slots = std::min(plan.held.key_slots, plan.held.panels * 7 / 4);
  plan.matrices = static_cast<int>(problem.matrix_count());
  plan.team_blocks = UnitsPerMatrix(problem);
  plan.teams = TeamCount(problem, workers);
  plan.tiles = CeilDivide(problem.seq_len, plan.held.tile_keys);
  plan.held.schedule = WholeUnits(plan.matrices * plan.team_blocks, plan.tiles);
  plan.held.schedule.worker_count = plan.teams * plan.team_blocks;
  return plan;
}

}  // namespace attnwatch::hopper::pool
