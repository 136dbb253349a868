// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper::repack {

Launch PrepareRepack(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

}  // namespace attnwatch::hopper::repack
