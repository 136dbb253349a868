// SPDX-License-Identifier: Apache-2.0
//
// Verification against the reference: one row of scores at a time, in double, each score held to an
// error bound of its own.
//
//   ScoreCheck check;
//   for (const ScoreRow row : SampleScoreRows(problem, 8, seed)) {
//     CheckScoreRow(problem, row, kInputSeed, scores + ScoreRowOffset(problem, row), &check);
//   }
//   if (!check.correct()) Fail(check.Describe());
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/attention_score/inputs.h"
#include "kernels/attention_score/problem.h"
#include "kernels/attention_score/score_row.h"

namespace attnwatch {

// What all the scores checked so far amount to. Where all are correct, the worst is the one nearest
// to its bound.
struct ScoreCheck {
  int64_t checked = 0;
  double worst_ratio = 0;  // |error| / bound, infinite for a wrong NaN or infinity
  double max_error = 0;    // |error| of the score with the worst ratio, infinite as above
  double error_bound = 0;  // its bound
  double actual = 0;       // the score itself
  double expected = 0;     // and what it should be
  ScoreRow worst_row;
  int64_t worst_column = 0;

  bool correct() const { return checked > 0 && worst_ratio <= 1; }
  // "scores[3][17][2] is 0.5, should be 0.25 within 0.001"
  std::string Describe() const;
};

// Largest error that a correct kernel may make in one score: products of `dtype` inputs summed in
// float32 in any order, scaled, rounded to `dtype`. `sum_of_magnitudes` is the sum of |q k|,
// unscaled.
//   |error| <= (d + 2) * 2^-23 * scale * sum |q k|  +  u(dtype) * |score|  (+ one subnormal step)
// (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1; 2^-23 instead of
// float32's 2^-24 because tensor cores truncate where others round.)
double ScoreErrorBound(const AttentionScoreProblem& problem, double sum_of_magnitudes,
                       double exact_score);

// `count` distinct rows of the problem (all of them where it has fewer), in order: the first, the
// last, and in each of count - 2 equal stretches between them one chosen by `seed`.
std::vector<ScoreRow> SampleScoreRows(const AttentionScoreProblem& problem, int count,
                                      uint64_t seed);

// Compares `scores_row` (seq_len elements of problem.dtype, host memory) with `reference` and adds
// what it finds to `check`. NaN is right where NaN is expected; infinity is right where the same
// infinity is expected, or where a correct kernel may overflow: in the rounded score, or on the way
// in a float32 sum (which may end in NaN, too).
void CompareScoreRow(const AttentionScoreProblem& problem, ScoreRow row,
                     const ReferenceRow& reference, const void* scores_row, ScoreCheck* check);

// CompareScoreRow with the reference for the inputs that FillInput makes of `seed`.
void CheckScoreRow(const AttentionScoreProblem& problem, ScoreRow row, uint64_t seed,
                   const void* scores_row, ScoreCheck* check);

}  // namespace attnwatch
