// SPDX-License-Identifier: Apache-2.0
//
// The problem: attention scores S = Q K^T / sqrt(d) for every (batch, head), the operation of the
// figure "Attention Key Query Score, a=96" (arXiv 2401.14489).
//
//   const AttentionScoreProblem problem{/*batch=*/4, /*heads=*/96, /*seq_len=*/2048,
//   /*head_dim=*/64}; problem.hidden_size();   // 6144 problem.flop_count();    // 2 * 4 * 96 *
//   2048 * 2048 * 64
//
// Tensors are contiguous, row-major, one after the other for matrix = batch * heads + head:
//   query  [matrix][seq_len][head_dim]
//   key    [matrix][seq_len][head_dim]   layout tn: what a model has
//          [matrix][head_dim][seq_len]   layout nn: already transposed, as in the figure's paper
//   scores [matrix][seq_len][seq_len]    scores[m][i][j] = query row i . key row j / sqrt(head_dim)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernels/attention_score/dtype.h"

namespace attnwatch {

enum class Layout { kTn, kNn };

std::string_view LayoutName(Layout layout);  // tn, nn: the BLAS names of the two GEMMs
std::optional<Layout> FindLayout(std::string_view name);

struct AttentionScoreProblem {
  int64_t batch = 4;
  int64_t heads = 96;
  int64_t seq_len = 2048;
  int64_t head_dim = 64;
  Dtype dtype = Dtype::kFloat16;
  Layout layout = Layout::kTn;

  int64_t hidden_size() const { return heads * head_dim; }
  int64_t matrix_count() const { return batch * heads; }
  int64_t query_count() const {
    return matrix_count() * seq_len * head_dim;
  }  // elements; keys alike
  int64_t score_count() const { return matrix_count() * seq_len * seq_len; }  // elements

  int64_t query_bytes() const { return query_count() * static_cast<int64_t>(DtypeSize(dtype)); }
  int64_t score_bytes() const { return score_count() * static_cast<int64_t>(DtypeSize(dtype)); }

  // Multiplications and additions of one launch.
  int64_t flop_count() const { return 2 * score_count() * head_dim; }
  // Least memory traffic of one launch: queries and keys read once, scores written once.
  int64_t byte_count() const { return 2 * query_bytes() + score_bytes(); }

  double scale() const;  // 1 / sqrt(head_dim)
};

// Why this is not a problem at all (a dimension below 1 or so large that a count would not fit in
// 64 bits), or nothing.
std::optional<std::string> FindProblemError(const AttentionScoreProblem& problem);

}  // namespace attnwatch
