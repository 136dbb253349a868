// SPDX-License-Identifier: Apache-2.0
//
// The row `reference`: any dtype and layout on the host, summed in double. Correct before fast.
#include <algorithm>
#include <array>
#include <vector>

#include "kernels/attention_score/host_kernels.h"
#include "kernels/attention_score/parallel.h"

namespace attnwatch {
namespace {

constexpr int64_t kColumns = 32;  // scores computed together: one packed key element each

// A strip of keys as [head_dim][kColumns], the same for both layouts, so that the inner loop runs
// over independent sums. Missing columns are zero.
std::vector<double> PackKeys(const AttentionScoreProblem& p, const void* key, int64_t matrix,
                             int64_t first_column, int64_t columns) {
  const bool tn = p.layout == Layout::kTn;
  const int64_t column_stride = tn ? p.head_dim : 1;
  const int64_t row_stride = tn ? 1 : p.seq_len;
  const int64_t base = matrix * p.seq_len * p.head_dim + first_column * column_stride;
  std::vector<double> packed(p.head_dim * kColumns);
  for (int64_t k = 0; k < p.head_dim; ++k) {
    for (int64_t j = 0; j < columns; ++j) {
      packed[k * kColumns + j] =
          LoadElement(p.dtype, key, base + k * row_stride + j * column_stride);
    }
  }
  return packed;
}

// Scores of all queries of a matrix with one strip of its keys.
void ComputeStrip(const AttentionScoreProblem& p, const AttentionScoreTensors& tensors,
                  int64_t matrix, int64_t first_column) {
  const int64_t columns = std::min(kColumns, p.seq_len - first_column);
  const std::vector<double> keys = PackKeys(p, tensors.key, matrix, first_column, columns);
  const double scale = p.scale();
  std::vector<float> query(p.head_dim);
  std::array<float, kColumns> scores;
  for (int64_t i = matrix * p.seq_len; i < (matrix + 1) * p.seq_len; ++i) {
    LoadElements(p.dtype, tensors.query, i * p.head_dim, p.head_dim, query.data());
    std::array<double, kColumns> sums = {};
    for (int64_t k = 0; k < p.head_dim; ++k) {
      const double q = query[k];
      for (int64_t j = 0; j < kColumns; ++j) sums[j] += q * keys[k * kColumns + j];
    }
    for (int64_t j = 0; j < kColumns; ++j) scores[j] = static_cast<float>(sums[j] * scale);
    StoreElements(p.dtype, tensors.scores, i * p.seq_len + first_column, columns, scores.data());
  }
}

}  // namespace

std::optional<std::string> ReferenceUnsupported(const AttentionScoreProblem&) {
  return std::nullopt;
}

Launch PrepareReference(const AttentionScoreProblem& problem,
                        const AttentionScoreTensors& tensors) {
  return [problem, tensors](Stream) {
    const int64_t strips = (problem.seq_len + kColumns - 1) / kColumns;
    ParallelFor(problem.matrix_count() * strips, /*grain=*/1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        ComputeStrip(problem, tensors, i / strips, i % strips * kColumns);
      }
    });
  };
}

}  // namespace attnwatch
