// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/padded.h"

#include "kernels/attention_score/cublas.h"
#include "kernels/attention_score/pad_rows.h"
#include "kernels/attention_score/scratch.h"

namespace attnwatch {
namespace {

constexpr int64_t kAlignment = 256;  // of the two copies: what tensors have elsewhere

AttentionScoreProblem PaddedProblem(AttentionScoreProblem problem) {
  const auto multiple = static_cast<int64_t>(16 / DtypeSize(problem.dtype));
  problem.head_dim = (problem.head_dim + multiple - 1) / multiple * multiple;
  return problem;
}

int64_t CopyBytes(const AttentionScoreProblem& padded) {
  return (padded.query_bytes() + kAlignment - 1) / kAlignment * kAlignment;
}

void LaunchPadded(Stream stream, const AttentionScoreProblem& problem,
                  const AttentionScoreTensors& tensors) {
  const AttentionScoreProblem padded = PaddedProblem(problem);
  const auto size = static_cast<int64_t>(DtypeSize(problem.dtype));
  auto* const query = static_cast<char*>(ScratchData());
  char* const key = query + CopyBytes(padded);
  const int64_t row_count = problem.matrix_count() * problem.seq_len;
  const int64_t from = problem.head_dim * size;
  const int64_t to = padded.head_dim * size;
  // Keys of layout nn are one long row for each matrix: [head_dim][seq_len] grows at its end.
  const bool tn = problem.layout == Layout::kTn;
  const int64_t key_row_count = tn ? row_count : problem.matrix_count();
  const int64_t key_length = tn ? 1 : problem.seq_len;
  PadRows({tensors.query, row_count, from, to, query},
          {tensors.key, key_row_count, from * key_length, to * key_length, key}, stream);
  MultiplyByCublas(stream, padded, problem.scale(), {query, key, tensors.scores});
}

}  // namespace

std::optional<std::string> PaddedUnsupported(const AttentionScoreProblem& problem) {
  return CublasUnsupported(problem);
}

Launch PreparePadded(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const Launch aligned = PrepareCublas(problem, tensors);
  const AttentionScoreProblem padded = PaddedProblem(problem);
  if (padded.head_dim == problem.head_dim) return aligned;
  GrowScratch(2 * CopyBytes(padded));
  return [problem, tensors](Stream stream) { LaunchPadded(stream, problem, tensors); };
}

}  // namespace attnwatch
