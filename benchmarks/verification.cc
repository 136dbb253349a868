// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/verification.h"

#include <vector>

namespace attnwatch {
namespace {

constexpr int kSampledRows = 8;
// All bits set is a NaN in every dtype: a score that was not written is seen.
constexpr int kPoison = 0xff;

}  // namespace

ScoreCheck VerifyLaunch(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const Launch& launch, Device* device) {
  device->FillBytes(tensors.scores, kPoison, problem.score_bytes());
  device->Run(launch);

  const auto element_bytes = static_cast<int64_t>(DtypeSize(problem.dtype));
  const int64_t row_bytes = problem.seq_len * element_bytes;
  std::vector<char> row_scores(static_cast<size_t>(row_bytes));
  ScoreCheck check;
  for (const ScoreRow& row : SampleScoreRows(problem, kSampledRows, kInputSeed)) {
    const char* device_row =
        static_cast<const char*>(tensors.scores) + ScoreRowOffset(problem, row) * element_bytes;
    device->CopyToHost(device_row, row_bytes, row_scores.data());
    CheckScoreRow(problem, row, kInputSeed, row_scores.data(), &check);
  }
  return check;
}

}  // namespace attnwatch
