// SPDX-License-Identifier: Apache-2.0
//
// What tests of kernels share: one launch on memory of the tested placement, and the comparison of
// all its scores with the oracle.
//
//   CheckProblem(kernel, problem, MakeInput(problem, InputTensor::kQuery), MakeInput(...));
#pragma once

#include <string>
#include <vector>

#include "kernels/attention_score/inputs.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch {

using Bytes = std::vector<unsigned char>;

// Behind the scores that Compute returns: nothing may be written there.
inline constexpr size_t kGuardBytes = 512;

// The bytes of the scores and of the guard behind them, after `launches` launches on memory that
// holds NaN in every dtype.
Bytes Compute(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem,
              const Bytes& query, const Bytes& key, int launches = 1);

void ExpectGuardUntouched(const AttentionScoreProblem& problem, const Bytes& scores);

// What the suite fills a tensor with.
Bytes MakeInput(const AttentionScoreProblem& problem, InputTensor tensor);
// `values` as elements of `dtype`.
Bytes Encode(Dtype dtype, const std::vector<float>& values);

// Expects all scores of `problem`, not a sample, to be what the oracle says.
void CheckProblem(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem,
                  const Bytes& query, const Bytes& key);
// The same with the suite's own input.
void CheckProblem(const AttentionScoreKernel& kernel, const AttentionScoreProblem& problem);

// For SCOPED_TRACE: "batch=1 heads=3 seq_len=17 head_dim=65".
std::string ProblemName(const AttentionScoreProblem& problem);

// The rows of the placement that the test was linked for; those that do only the problems of a
// table, or what the library offers beside its first choice, are in cublaslt_test.cc.
std::vector<AttentionScoreKernel> TestedKernels();

}  // namespace attnwatch
