// SPDX-License-Identifier: Apache-2.0
//
// Verification of a launch on a device: sampled rows of its scores against the reference. The rows
// are poisoned before, so that one that is not written is seen.
//
//   ReferenceRows references;
//   const ScoreCheck check = VerifyLaunch(problem, tensors, launch, device, &references);
//   if (!check.correct()) Fail(check.Describe());
#pragma once

#include <future>
#include <map>
#include <tuple>
#include <vector>

#include "benchmarks/device.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {

// What the sampled rows should hold; computed once a problem, whichever kernels it has.
class ReferenceRows {
 public:
  const std::vector<ReferenceRow>& Of(const AttentionScoreProblem& problem);
  // Begins to compute them on another thread, for Of to find.
  void Prefetch(const AttentionScoreProblem& problem);

 private:
  using Key = std::tuple<int64_t, int64_t, int64_t, int64_t, Dtype, Layout>;
  static Key KeyOf(const AttentionScoreProblem& problem);

  Key prefetched_{};
  std::future<std::vector<ReferenceRow>> pending_;
  std::map<Key, std::vector<ReferenceRow>> rows_;
  size_t bytes_ = 0;
};

// Makes every score of the sampled rows NaN.
void PoisonSampledRows(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                       Device* device);

// The sampled rows of the scores, one after the other, as they are now.
std::vector<char> CopySampledRows(const AttentionScoreProblem& problem,
                                  const AttentionScoreTensors& tensors, Device* device);

ScoreCheck CheckSampledRows(const AttentionScoreProblem& problem, const std::vector<char>& rows,
                            ReferenceRows* references);

// Runs the launch once over poisoned rows, and checks them.
ScoreCheck VerifyLaunch(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const Launch& launch, Device* device, ReferenceRows* references);

}  // namespace attnwatch
