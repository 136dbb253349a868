// SPDX-License-Identifier: Apache-2.0
//
// ScoreRow: one row of the scores, where it lies in memory and what it should hold. The oracle: it
// shares no arithmetic with any kernel of the table.
//
//   const ScoreRow row{/*matrix=*/0, /*query=*/17};
//   ReferenceScoreRow(problem, row, query, key).exact[2];   // scores[0][17][2]
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/attention_score/problem.h"

namespace attnwatch {

// scores[matrix][query][0 .. seq_len)
struct ScoreRow {
  int64_t matrix = 0;
  int64_t query = 0;
};

// Index of the first element of a score row, of a query row, and of a matrix' keys.
// 64 bits: 128 heads of the figure's problem are exactly 2^31 scores.
int64_t ScoreRowOffset(const AttentionScoreProblem& problem, ScoreRow row);
int64_t QueryRowOffset(const AttentionScoreProblem& problem, ScoreRow row);
int64_t KeyMatrixOffset(const AttentionScoreProblem& problem, int64_t matrix);

struct ReferenceRow {
  std::vector<double> exact;       // the scores, summed and scaled in double
  std::vector<double> magnitudes;  // for each the sum of |q k|, unscaled: what its error grows with
};

// From whole tensors in host memory, whatever their values.
ReferenceRow ReferenceScoreRow(const AttentionScoreProblem& problem, ScoreRow row,
                               const void* query, const void* key);

// From the inputs that FillInput makes of `seed`, recomputed: no tensor is needed.
ReferenceRow ReferenceScoreRow(const AttentionScoreProblem& problem, ScoreRow row, uint64_t seed);

}  // namespace attnwatch
