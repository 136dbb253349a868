// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/pool_plan.h"

#include <algorithm>

namespace attnwatch::hopper::pool {
namespace {

// On an H100, `lines` and this: d=223 1.56 and 1.59 ms, 226 1.65 and 1.59, 255 1.69 and 1.63, 289
// 2.01 and 1.86, 319 2.04 and 1.88, 341 2.33 and 2.08.
constexpr int kLeastHeadDim = 225;
constexpr int kMostHeadDim = 352;  // beyond, there is no room for a tile of keys

constexpr double kLeastBusy = 0.9;  // of all workers' time

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
  if (problem.head_dim % 8 == 0) return "rows that are aligned need no packing";
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
  plan.matrices = static_cast<int>(problem.matrix_count());
  plan.team_blocks = UnitsPerMatrix(problem);
  plan.teams = TeamCount(problem, workers);
  plan.tiles = CeilDivide(problem.seq_len, plan.held.tile_keys);
  plan.held.schedule = WholeUnits(plan.matrices * plan.team_blocks, plan.tiles);
  plan.held.schedule.worker_count = plan.teams * plan.team_blocks;
  plan.pitch = CeilDivide(problem.head_dim, kStep) * kStep;
  plan.query_pieces =
      CeilDivide(kQueryPieces / kPackerWarps, std::max(1, plan.tiles / kPackerWarps));
  return plan;
}

}  // namespace attnwatch::hopper::pool
