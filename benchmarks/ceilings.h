// SPDX-License-Identifier: Apache-2.0
//
// Ceilings: what the machine can do at best, measured in the same run as the cases, and the floor
// that follows: the fastest physically possible time of a case. The ceilings are also the machine's
// canaries: where they move during a run, the machine changed.
//
//   CeilingMeter meter(gemms, plan, pool, device);
//   meter.Measure("start", &run.ceilings);
//   const auto floor = FloorSeconds(problem, run);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/device.h"
#include "benchmarks/tensor_pool.h"
#include "kernels/attention_score/problem.h"
#include "results/run.h"

namespace attnwatch {

// The square GEMM that is the ceiling of each of these dtypes, where the placement's library can
// multiply it: S = Q K^T with one matrix and seq_len = head_dim = n is an n x n x n GEMM.
std::vector<AttentionScoreProblem> CeilingProblems(Placement placement,
                                                   const std::vector<Dtype>& dtypes);

// The plan of the cases, grown to hold the ceilings' tensors: the GEMMs' and enough scores to leave
// every cache.
TensorPlan PlanWithCeilings(const std::vector<AttentionScoreProblem>& problems,
                            const std::vector<AttentionScoreProblem>& gemms);

class CeilingMeter {
 public:
  // `pool` was made from `plan`, which PlanWithCeilings made. All outlive the meter.
  CeilingMeter(const std::vector<AttentionScoreProblem>& gemms, const TensorPlan& plan,
               const TensorPool& pool, Device* device);

  // Appends write, copy and gemm_<dtype>: the median of a few launches each.
  // Returns the seconds for which the device was busy.
  double Measure(std::string_view at, std::vector<Ceiling>* ceilings) const;

  // The work that draws most power: a GEMM where there is one.
  const Launch& HottestWork() const { return rows_.back().launch; }

 private:
  struct Row {
    std::string name;
    Launch launch;
    double bytes = 0;  // moved by one launch, or
    double flops = 0;  // computed by it
  };
  std::vector<Row> rows_;
  Device* device_;
};

// max(byte_count / fastest memory ceiling, flop_count / GEMM ceiling of the dtype), in seconds,
// over the best ceilings that `run` holds so far. Nothing where it holds none for memory.
std::optional<double> FloorSeconds(const AttentionScoreProblem& problem, const Run& run);

}  // namespace attnwatch
