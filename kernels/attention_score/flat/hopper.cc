// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/hopper.h"

#include "kernels/attention_score/flat/built_for_hopper.h"
#include "kernels/attention_score/flat/lines.h"
#include "kernels/attention_score/flat/repack.h"
#include "kernels/attention_score/flat/stream.h"
#include "kernels/attention_score/flat/tensor_maps.h"

namespace attnwatch::hopper {
namespace {

struct Row {
  std::optional<std::string> (*unsuited)(const AttentionScoreProblem& problem);
  Launch (*prepare)(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                    int multiprocessors);
};

std::optional<std::string> StreamUnsuitedHere(const AttentionScoreProblem& problem) {
  if (auto missing = TensorMapsMissing()) return missing;
  return stream::StreamUnsuited(problem);
}

constexpr Row kRows[] = {
    {repack::RepackUnsuited, repack::PrepareRepack},
    {StreamUnsuitedHere, stream::PrepareStream},
    {lines::LinesUnsuited, lines::PrepareLines},
};

}  // namespace

std::optional<std::string> HopperUnsupported(const AttentionScoreProblem& problem) {
  static const bool built = BuiltForHopper();
  if (!built) return "not a Hopper GPU, or not built for it";
  std::optional<std::string> why;
  for (const Row& row : kRows) {
    why = row.unsuited(problem);
    if (!why) return std::nullopt;
  }
  return why;
}

Launch PrepareHopper(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                     int multiprocessors) {
  for (const Row& row : kRows) {
    if (!row.unsuited(problem)) return row.prepare(problem, tensors, multiprocessors);
  }
  return nullptr;  // HopperUnsupported says so before
}

}  // namespace attnwatch::hopper
