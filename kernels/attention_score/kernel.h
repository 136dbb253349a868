// SPDX-License-Identifier: Apache-2.0
//
// AttentionScoreKernel: one implementation of the attention scores, a row of the table in
// registry.h. Preparing returns what is to be timed, so that set-up is outside the timed region by
// construction and "launch before prepare" cannot be written.
//
//   const AttentionScoreKernel* kernel = FindKernel("onednn");
//   if (const auto why = kernel->unsupported(problem)) return Skip(*why);
//   const Launch launch = kernel->prepare(problem, tensors);
//   launch(stream);   // enqueues (device) or runs (host) the scores once
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kernels/attention_score/problem.h"

struct CUstream_st;  // so that this header needs no CUDA

namespace attnwatch {

using Stream = CUstream_st*;  // null for host kernels

// Where a kernel's tensors live.
enum class Placement { kHost, kDevice };

// See problem.h for shapes. Not owned; 256-byte aligned.
struct AttentionScoreTensors {
  const void* query = nullptr;
  const void* key = nullptr;
  void* scores = nullptr;
};

// One computation of all scores. Owns its handles and workspace; the tensors must outlive it.
// Throws on error.
using Launch = std::function<void(Stream)>;

struct AttentionScoreKernel {
  std::string_view name;  // [a-z0-9_]+, the label `kernel`
  std::string_view description;
  Placement placement;

  // Why this kernel cannot do this problem on this machine, or nothing. Cheap; does not throw.
  std::optional<std::string> (*unsupported)(const AttentionScoreProblem& problem);

  // Throws Error-like std::exception where the library refuses after all.
  Launch (*prepare)(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors);

  // Which of several algorithms it runs for this problem, in one line, once it is prepared. Null
  // where it has no choice to tell.
  std::string (*algorithm)(const AttentionScoreProblem& problem) = nullptr;

  // Measured only where --kernels names it: a row for studies.
  bool by_name_only = false;
};

}  // namespace attnwatch
