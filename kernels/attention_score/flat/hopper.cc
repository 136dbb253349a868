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
  std::optional<std::string> (*unsuited)(const AttentionScoreProblem& problem,
                                         const HopperGpu& gpu);
  Launch (*prepare)(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                    const HopperGpu& gpu);
};

std::optional<std::string> StreamUnsuited(const AttentionScoreProblem& problem,
                                          const HopperGpu& gpu) {
  if (auto missing = TensorMapsMissing()) return missing;
  return stream::StreamUnsuited(problem, gpu);
}

std::optional<std::string> RepackUnsuited(const AttentionScoreProblem& problem, const HopperGpu&) {
  return repack::RepackUnsuited(problem);
}

std::optional<std::string> LinesUnsuited(const AttentionScoreProblem& problem, const HopperGpu&) {
  return lines::LinesUnsuited(problem);
}

constexpr Row kRows[] = {
    {pool::PoolUnsuited, pool::PreparePool},
    {StreamUnsuited, stream::PrepareStream},
    {RepackUnsuited, repack::PrepareRepack},
    {LinesUnsuited, lines::PrepareLines},
};

}  // namespace

std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem,
                                             const HopperGpu& gpu) {
  static const bool built = BuiltForHopper();
  if (!built) return "not a Hopper GPU, or not built for it";
  std::optional<std::string> why;
  for (const Row& row : kRows) {
    why = row.unsuited(problem, gpu);
    if (!why) return std::nullopt;
  }
  return why;
}

Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     const HopperGpu& gpu) {
  for (const Row& row : kRows) {
    if (row.unsuited(problem, gpu)) continue;
    return row.prepare(problem, tensors, gpu);
  }
  return nullptr;  // HopperUnsupported says so before
}

}  // namespace attnwatch::hopper
