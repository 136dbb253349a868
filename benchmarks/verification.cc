// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/verification.h"

namespace attnwatch {
namespace {

constexpr int kSampledRows = 8;
// All bits set is a NaN in every dtype.
constexpr int kPoison = 0xff;
// The figure's 341 problems need 90 MB; a grid that needs more computes some of them twice.
constexpr size_t kReferenceByteLimit = size_t{1} << 29;

std::vector<ScoreRow> SampledRows(const AttentionScoreProblem& problem) {
  return SampleScoreRows(problem, kSampledRows, kInputSeed);
}

size_t RowBytes(const AttentionScoreProblem& problem) {
  return static_cast<size_t>(problem.seq_len) * DtypeSize(problem.dtype);
}

char* RowOf(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
            ScoreRow row) {
  return static_cast<char*>(tensors.scores) +
         ScoreRowOffset(problem, row) * static_cast<int64_t>(DtypeSize(problem.dtype));
}

std::vector<ReferenceRow> Compute(const AttentionScoreProblem& problem) {
  std::vector<ReferenceRow> references;
  for (const ScoreRow row : SampledRows(problem)) {
    references.push_back(ReferenceScoreRow(problem, row, kInputSeed));
  }
  return references;
}

}  // namespace

ReferenceRows::Key ReferenceRows::KeyOf(const AttentionScoreProblem& p) {
  return {p.batch, p.heads, p.seq_len, p.head_dim, p.dtype, p.layout};
}

const std::vector<ReferenceRow>& ReferenceRows::Of(const AttentionScoreProblem& problem) {
  const Key key = KeyOf(problem);
  const auto known = rows_.find(key);
  if (known != rows_.end()) return known->second;
  const size_t bytes =
      SampledRows(problem).size() * static_cast<size_t>(problem.seq_len) * 2 * sizeof(double);
  if (bytes_ + bytes > kReferenceByteLimit) {
    rows_.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
  const bool is_pending = pending_.valid() && prefetched_ == key;
  return rows_[key] = is_pending ? pending_.get() : Compute(problem);
}

void ReferenceRows::Prefetch(const AttentionScoreProblem& problem) {
  const Key key = KeyOf(problem);
  if (rows_.count(key) > 0 || (pending_.valid() && prefetched_ == key)) return;
  prefetched_ = key;
  pending_ = std::async(std::launch::async, Compute, problem);
}

void PoisonSampledRows(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                       Device* device) {
  const auto row_bytes = static_cast<int64_t>(RowBytes(problem));
  for (const ScoreRow row : SampledRows(problem)) {
    device->FillBytes(RowOf(problem, tensors, row), kPoison, row_bytes);
  }
}

std::vector<char> CopySampledRows(const AttentionScoreProblem& problem,
                                  const AttentionScoreTensors& tensors, Device* device) {
  const size_t row_bytes = RowBytes(problem);
  const std::vector<ScoreRow> rows = SampledRows(problem);
  std::vector<char> copy(rows.size() * row_bytes);
  for (size_t i = 0; i < rows.size(); ++i) {
    device->CopyToHost(RowOf(problem, tensors, rows[i]), static_cast<int64_t>(row_bytes),
                       copy.data() + i * row_bytes);
  }
  return copy;
}

ScoreCheck CheckSampledRows(const AttentionScoreProblem& problem, const std::vector<char>& rows,
                            ReferenceRows* references) {
  const std::vector<ReferenceRow>& expected = references->Of(problem);
  const std::vector<ScoreRow> places = SampledRows(problem);
  ScoreCheck check;
  for (size_t i = 0; i < places.size(); ++i) {
    CompareScoreRow(problem, places[i], expected[i], rows.data() + i * RowBytes(problem), &check);
  }
  return check;
}

ScoreCheck VerifyLaunch(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const Launch& launch, Device* device, ReferenceRows* references) {
  PoisonSampledRows(problem, tensors, device);
  device->Run(launch);
  return CheckSampledRows(problem, CopySampledRows(problem, tensors, device), references);
}

}  // namespace attnwatch
