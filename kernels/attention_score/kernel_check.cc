// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/kernel_check.h"

#include <gtest/gtest.h>

#include <memory>

#include "kernels/attention_score/registry.h"
#include "kernels/attention_score/test_space.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {
namespace {

constexpr unsigned char kPoison = 0xff;  // a NaN in every dtype

using Memory = std::unique_ptr<void, void (*)(void*)>;

Memory Upload(const Bytes& bytes) {
  const TestSpace& space = GetTestSpace();
  Memory memory(space.allocate(bytes.size()), space.release);
  space.copy(memory.get(), bytes.data(), bytes.size());
  return memory;
}

}  // namespace

Bytes Compute(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem,
              const Bytes& query, const Bytes& key, int launches) {
  Bytes scores(problem.score_bytes() + kGuardBytes, kPoison);
  const Memory query_memory = Upload(query);
  const Memory key_memory = Upload(key);
  const Memory scores_memory = Upload(scores);
  const Launch launch =
      kernel.prepare(problem, {query_memory.get(), key_memory.get(), scores_memory.get()});
  for (int i = 0; i < launches; ++i) {
    // Each has to write all of them.
    if (i > 0) GetTestSpace().copy(scores_memory.get(), scores.data(), scores.size());
    launch(nullptr);
  }
  GetTestSpace().copy(scores.data(), scores_memory.get(), scores.size());
  return scores;
}

void ExpectGuardUntouched(const AttentionScoreProblem& problem, const Bytes& scores) {
  EXPECT_EQ(Bytes(scores.begin() + problem.score_bytes(), scores.end()),
            Bytes(kGuardBytes, kPoison))
      << "written past the end";
}

Bytes MakeInput(const AttentionScoreProblem& problem, InputTensor tensor) {
  Bytes bytes(problem.query_bytes());
  FillInput(problem.dtype, tensor, kInputSeed, problem.query_count(), bytes.data());
  return bytes;
}

Bytes Encode(Dtype dtype, const std::vector<float>& values) {
  Bytes bytes(values.size() * DtypeSize(dtype));
  StoreElements(dtype, bytes.data(), 0, static_cast<int64_t>(values.size()), values.data());
  return bytes;
}

void CheckProblem(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem,
                  const Bytes& query, const Bytes& key) {
  const Bytes scores = Compute(kernel, problem, query, key);
  ScoreCheck check;
  for (int64_t matrix = 0; matrix < problem.matrix_count(); ++matrix) {
    for (int64_t i = 0; i < problem.seq_len; ++i) {
      const ScoreRow row{matrix, i};
      const int64_t offset = ScoreRowOffset(problem, row) * DtypeSize(problem.dtype);
      CompareScoreRow(problem, row, ReferenceScoreRow(problem, row, query.data(), key.data()),
                      scores.data() + offset, &check);
    }
  }
  EXPECT_TRUE(check.correct()) << check.Describe();
  EXPECT_EQ(check.checked, problem.score_count());
  ExpectGuardUntouched(problem, scores);
}

void CheckProblem(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem) {
  CheckProblem(kernel, problem, MakeInput(problem, InputTensor::kQuery),
               MakeInput(problem, InputTensor::kKey));
}

std::string ProblemName(const AttentionScoreProblem& p) {
  return "batch=" + std::to_string(p.batch) + " heads=" + std::to_string(p.heads) +
         " seq_len=" + std::to_string(p.seq_len) + " head_dim=" + std::to_string(p.head_dim);
}

std::vector<AttentionScoreKernel> TestedKernels() {
  std::vector<AttentionScoreKernel> kernels;
  for (const AttentionScoreKernel& kernel : AttentionScoreKernels()) {
    if (kernel.name.rfind("cublaslt_", 0) == 0) continue;
    if (kernel.placement == GetTestSpace().placement) kernels.push_back(kernel);
  }
  return kernels;
}

}  // namespace attnwatch
