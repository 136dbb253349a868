// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper.h"

#include "kernels/attention_score/flat/built_for_hopper.h"
#include "kernels/attention_score/flat/lines.h"
#include "kernels/attention_score/flat/pool.h"
#include "kernels/attention_score/flat/repack.h"
#include "kernels/attention_score/flat/stream.h"
#include "kernels/attention_score/flat/tensor_maps.h"

namespace attnwatch::hopper {
namespace {

struct Row {
  std::optional<std::string> (*unsuited)(const AttentionScoreProblem& problem, int multiprocessors);
  Launch (*prepare)(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                    int multiprocessors);
};

std::optional<std::string> RepackUnsuited(const AttentionScoreProblem& problem, int) {
  return repack::RepackUnsuited(problem);
}

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem, int) {
  if (auto missing = TensorMapsMissing()) return missing;
  return stream::StreamUnsuited(problem);
}

std::optional<std::string> LinesUnsuited(const AttentionScoreProblem& problem, int) {
  return lines::LinesUnsuited(problem);
}

constexpr Row kRows[] = {
    {RepackUnsuited, repack::PrepareRepack},
    {pool::PoolUnsuited, pool::PreparePool},
    {StreamUnsuited, stream::PrepareStream},
    {LinesUnsuited, lines::PrepareLines},
};

}  // namespace

std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem,
                                             int multiprocessors) {
  static const bool built = BuiltForHopper();
  if (!built) return "not a Hopper GPU, or not built for it";
  std::optional<std::string> why;
  for (const Row& row : kRows) {
    why = row.unsuited(problem, multiprocessors);
    if (!why) return std::nullopt;
  }
  return why;
}

Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     int multiprocessors) {
  for (const Row& row : kRows) {
    if (row.unsuited(problem, multiprocessors)) continue;
    return row.prepare(problem, tensors, multiprocessors);
  }
  return nullptr;  // HopperUnsupported says so before
}

}  // namespace attnwatch::hopper
