// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/verify.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace attnwatch {
namespace {

// What summing and scaling in float32 may add to the exact score.
double SummationError(const AttentionScoreProblem& problem, double sum_of_magnitudes) {
  return static_cast<double>(problem.head_dim + 2) * 0x1p-23 * problem.scale() * sum_of_magnitudes;
}

// Whether a correct kernel may turn the finite score `exact` into the infinity or NaN `actual`.
bool MayOverflow(const AttentionScoreProblem& problem, double sum_of_magnitudes, double exact,
                 double actual) {
  if (sum_of_magnitudes >= std::numeric_limits<float>::max()) return true;
  const double largest = std::abs(exact) + SummationError(problem, sum_of_magnitudes);
  return std::isinf(actual) && std::signbit(actual) == std::signbit(exact) &&
         largest >= OverflowThreshold(problem.dtype);
}

// |actual - exact|; zero for the right NaN or infinity, infinite for a wrong one.
double ScoreError(const AttentionScoreProblem& problem, double sum_of_magnitudes, double exact,
                  double actual) {
  constexpr double kWrong = std::numeric_limits<double>::infinity();
  if (std::isnan(exact)) return std::isnan(actual) ? 0 : kWrong;
  if (std::isinf(exact)) return actual == exact ? 0 : kWrong;
  if (std::isfinite(actual)) return std::abs(actual - exact);
  return MayOverflow(problem, sum_of_magnitudes, exact, actual) ? 0 : kWrong;
}

// The row at `index` of all rows of all matrices.
ScoreRow RowAt(const AttentionScoreProblem& problem, int64_t index) {
  return {index / problem.seq_len, index % problem.seq_len};
}

}  // namespace

std::string ScoreCheck::Describe() const {
  std::ostringstream text;
  text << "scores[" << worst_row.matrix << "][" << worst_row.query << "][" << worst_column
       << "] is " << actual << ", should be " << expected << " within " << error_bound;
  return text.str();
}

double ScoreErrorBound(const AttentionScoreProblem& problem, double sum_of_magnitudes,
                       double exact_score) {
  return SummationError(problem, sum_of_magnitudes) +
         UnitRoundoff(problem.dtype) * std::abs(exact_score) + SmallestSubnormal(problem.dtype);
}

std::vector<ScoreRow> SampleScoreRows(const AttentionScoreProblem& problem, int count,
                                      uint64_t seed) {
  const int64_t row_count = problem.matrix_count() * problem.seq_len;
  const int64_t wanted = std::min<int64_t>(count, row_count);
  std::vector<ScoreRow> rows;
  if (wanted >= 1) rows.push_back(RowAt(problem, 0));
  for (int64_t i = 0; i < wanted - 2; ++i) {
    const int64_t stretches = wanted - 2;
    const int64_t length = (row_count - 2) / stretches;
    const int64_t longer = (row_count - 2) % stretches;  // the first so many are one row longer
    const int64_t begin = 1 + i * length + std::min(i, longer);
    const auto choices = static_cast<uint64_t>(length + (i < longer ? 1 : 0));
    rows.push_back(RowAt(problem, begin + static_cast<int64_t>(MixBits(seed + i) % choices)));
  }
  if (wanted >= 2) rows.push_back(RowAt(problem, row_count - 1));
  return rows;
}

void CompareScoreRow(const AttentionScoreProblem& problem, ScoreRow row,
                     const ReferenceRow& reference, const void* scores_row, ScoreCheck* check) {
  for (int64_t column = 0; column < problem.seq_len; ++column) {
    const double actual = LoadElement(problem.dtype, scores_row, column);
    const double expected = reference.exact[column];
    const double magnitude = reference.magnitudes[column];
    const double error = ScoreError(problem, magnitude, expected, actual);
    const double bound = std::isfinite(expected) ? ScoreErrorBound(problem, magnitude, expected)
                                                 : SmallestSubnormal(problem.dtype);
    const bool first = check->checked++ == 0;
    if (!first && !(error / bound > check->worst_ratio)) continue;
    check->worst_ratio = error / bound;
    check->max_error = error;
    check->error_bound = bound;
    check->actual = actual;
    check->expected = expected;
    check->worst_row = row;
    check->worst_column = column;
  }
}

void CheckScoreRow(const AttentionScoreProblem& problem, ScoreRow row, uint64_t seed,
                   const void* scores_row, ScoreCheck* check) {
  CompareScoreRow(problem, row, ReferenceScoreRow(problem, row, seed), scores_row, check);
}

}  // namespace attnwatch
