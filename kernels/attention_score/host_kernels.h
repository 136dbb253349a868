// SPDX-License-Identifier: Apache-2.0
//
// The functions behind the host rows of the table in registry.cc, one pair per kernel. Only the
// table calls them.
#pragma once

#include <optional>
#include <string>

#include "kernels/attention_score/kernel.h"

namespace attnwatch {

std::optional<std::string> ReferenceUnsupported(const AttentionScoreProblem& problem);
Launch PrepareReference(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

std::optional<std::string> OnednnUnsupported(const AttentionScoreProblem& problem);
Launch PrepareOnednn(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

}  // namespace attnwatch
