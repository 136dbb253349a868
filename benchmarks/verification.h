// SPDX-License-Identifier: Apache-2.0
//
// Verification of a case on its device: the scores are poisoned, the launch runs once, and sampled
// rows are compared with the reference. What is wrong is never timed.
//
//   const ScoreCheck check = VerifyLaunch(problem, tensors, launch, device);
//   if (!check.correct()) Fail(check.Describe());
#pragma once

#include "benchmarks/device.h"
#include "kernels/attention_score/verify.h"

namespace attnwatch {

// Runs the launch once. Throws what it throws.
ScoreCheck VerifyLaunch(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors,
                        const Launch& launch, Device* device);

}  // namespace attnwatch
