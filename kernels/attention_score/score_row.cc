// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/score_row.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kernels/attention_score/inputs.h"
#include "kernels/attention_score/parallel.h"

namespace attnwatch {
namespace {

constexpr int64_t kTile = 4096;  // key elements read at a time: as floats, half a first-level cache

// Reads key elements [first, first + count) of the row's matrix.
using KeyReader = std::function<void(int64_t first, int64_t count, float* values)>;

// Layout tn: keys are rows, so each score is a dot product.
void AddDotProducts(const std::vector<double>& query, const KeyReader& read_key, int64_t begin,
                    int64_t end, ReferenceRow* row) {
  const int64_t head_dim = static_cast<int64_t>(query.size());
  const int64_t tile = std::max<int64_t>(1, kTile / head_dim);
  std::vector<float> keys(tile * head_dim);
  for (int64_t first = begin; first < end; first += tile) {
    const int64_t columns = std::min(tile, end - first);
    read_key(first * head_dim, columns * head_dim, keys.data());
    for (int64_t j = 0; j < columns; ++j) {
      double sum = 0;
      double magnitude = 0;
      for (int64_t k = 0; k < head_dim; ++k) {
        const double product = query[k] * keys[j * head_dim + k];
        sum += product;
        magnitude += std::abs(product);
      }
      row->exact[first + j] = sum;
      row->magnitudes[first + j] = magnitude;
    }
  }
}

// Layout nn: keys are columns, so each query element adds its multiple of a row to the scores.
void AddMultiplesOfRows(const std::vector<double>& query, const KeyReader& read_key, int64_t begin,
                        int64_t end, ReferenceRow* row) {
  const int64_t head_dim = static_cast<int64_t>(query.size());
  const int64_t seq_len = static_cast<int64_t>(row->exact.size());
  std::vector<float> keys(end - begin);
  double* const sums = row->exact.data() + begin;
  double* const magnitudes = row->magnitudes.data() + begin;
  for (int64_t k = 0; k < head_dim; ++k) {
    read_key(k * seq_len + begin, end - begin, keys.data());
    for (int64_t j = 0; j < end - begin; ++j) {
      const double product = query[k] * keys[j];
      sums[j] += product;
      magnitudes[j] += std::abs(product);
    }
  }
}

ReferenceRow ReferenceScores(const AttentionScoreProblem& problem, const std::vector<float>& query,
                             const KeyReader& read_key) {
  ReferenceRow row{std::vector<double>(problem.seq_len), std::vector<double>(problem.seq_len)};
  const std::vector<double> wide_query(query.begin(), query.end());
  const auto add = problem.layout == Layout::kTn ? AddDotProducts : AddMultiplesOfRows;
  const int64_t grain = std::max<int64_t>(1, 16 * kTile / problem.head_dim);
  ParallelFor(problem.seq_len, grain,
              [&](int64_t begin, int64_t end) { add(wide_query, read_key, begin, end, &row); });
  for (double& score : row.exact) score *= problem.scale();
  return row;
}

}  // namespace

int64_t ScoreRowOffset(const AttentionScoreProblem& problem, ScoreRow row) {
  return (row.matrix * problem.seq_len + row.query) * problem.seq_len;
}

int64_t QueryRowOffset(const AttentionScoreProblem& problem, ScoreRow row) {
  return (row.matrix * problem.seq_len + row.query) * problem.head_dim;
}

int64_t KeyMatrixOffset(const AttentionScoreProblem& problem, int64_t matrix) {
  return matrix * problem.seq_len * problem.head_dim;
}

ReferenceRow ReferenceScoreRow(const AttentionScoreProblem& problem, ScoreRow row,
                               const void* query, const void* key) {
  std::vector<float> query_row(problem.head_dim);
  LoadElements(problem.dtype, query, QueryRowOffset(problem, row), problem.head_dim,
               query_row.data());
  const int64_t offset = KeyMatrixOffset(problem, row.matrix);
  return ReferenceScores(problem, query_row, [&](int64_t first, int64_t count, float* values) {
    LoadElements(problem.dtype, key, offset + first, count, values);
  });
}

ReferenceRow ReferenceScoreRow(const AttentionScoreProblem& problem, ScoreRow row, uint64_t seed) {
  std::vector<float> query_row(problem.head_dim);
  InputValues(problem.dtype, InputTensor::kQuery, seed, QueryRowOffset(problem, row),
              problem.head_dim, query_row.data());
  const int64_t offset = KeyMatrixOffset(problem, row.matrix);
  return ReferenceScores(problem, query_row, [&](int64_t first, int64_t count, float* values) {
    InputValues(problem.dtype, InputTensor::kKey, seed, offset + first, count, values);
  });
}

}  // namespace attnwatch
