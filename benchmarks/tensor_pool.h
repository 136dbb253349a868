// SPDX-License-Identifier: Apache-2.0
//
// TensorPool: one set of tensors for all cases of a run, as large as the largest needs. The inputs
// are the same function of the flat index for every problem, so each dtype is filled once.
//
//   TensorPool pool(PlanTensors(problems), device);
//   const AttentionScoreTensors tensors = pool.Tensors(problem);
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/device.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch {

// What a set of problems needs, in bytes.
struct TensorPlan {
  std::array<int64_t, kDtypes.size()> query_bytes{};  // by dtype; the keys need as much again
  int64_t score_bytes = 0;

  int64_t total_bytes() const;
  // "queries and keys 2 x 0.54 GB float16, scores 3.22 GB: 4.29 GB"
  std::string Describe() const;
};

TensorPlan PlanTensors(const std::vector<AttentionScoreProblem>& problems);

// Throws Error, saying how much is needed and how much there is, where it does not fit.
void RequireMemory(const TensorPlan& plan, const Device& device);

class TensorPool {
 public:
  // Allocates and fills. Throws as RequireMemory does.
  TensorPool(const TensorPlan& plan, Device* device);

  // The problem must be one of those planned for (or smaller).
  AttentionScoreTensors Tensors(const AttentionScoreProblem& problem) const;

  void* scores() const { return scores_; }

 private:
  struct Inputs {
    void* query = nullptr;
    void* key = nullptr;
  };
  std::array<Inputs, kDtypes.size()> inputs_;
  void* scores_ = nullptr;
};

}  // namespace attnwatch
