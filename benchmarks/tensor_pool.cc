// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/tensor_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "results/error.h"

namespace attnwatch {
namespace {

size_t Index(Dtype dtype) { return static_cast<size_t>(dtype); }

std::string Gigabytes(int64_t bytes) {
  return fmt::format("{:.2f} GB", static_cast<double>(bytes) / 1e9);
}

}  // namespace

int64_t TensorPlan::total_bytes() const {
  return std::accumulate(query_bytes.begin(), query_bytes.end(), int64_t{0}) * 2 + score_bytes;
}

std::string TensorPlan::Describe() const {
  std::string text;
  for (const Dtype dtype : kDtypes) {
    const int64_t bytes = query_bytes[Index(dtype)];
    if (bytes == 0) continue;
    text += fmt::format("queries and keys 2 x {} {}, ", Gigabytes(bytes), DtypeName(dtype));
  }
  return text + fmt::format("scores {}: {}", Gigabytes(score_bytes), Gigabytes(total_bytes()));
}

TensorPlan PlanTensors(const std::vector<AttentionScoreProblem>& problems) {
  TensorPlan plan;
  for (const AttentionScoreProblem& problem : problems) {
    int64_t& query = plan.query_bytes[Index(problem.dtype)];
    query = std::max(query, problem.query_bytes());
    plan.score_bytes = std::max(plan.score_bytes, problem.score_bytes());
  }
  return plan;
}

void RequireMemory(const TensorPlan& plan, const Device& device) {
  const int64_t available = device.AvailableBytes();
  if (plan.total_bytes() <= available) return;
  throw Error(
      fmt::format("not enough memory: the grid needs {} ({}), {} is available; "
                  "choose smaller dimensions or fewer dtypes",
                  Gigabytes(plan.total_bytes()), plan.Describe(), Gigabytes(available)));
}

TensorPool::TensorPool(const TensorPlan& plan, Device* device) {
  RequireMemory(plan, *device);
  for (const Dtype dtype : kDtypes) {
    const int64_t bytes = plan.query_bytes[Index(dtype)];
    if (bytes == 0) continue;
    const int64_t count = bytes / static_cast<int64_t>(DtypeSize(dtype));
    Inputs& inputs = inputs_[Index(dtype)];
    inputs.query = device->Allocate(bytes);
    inputs.key = device->Allocate(bytes);
    device->FillInput(dtype, InputTensor::kQuery, count, inputs.query);
    device->FillInput(dtype, InputTensor::kKey, count, inputs.key);
  }
  scores_ = device->Allocate(plan.score_bytes);
}

AttentionScoreTensors TensorPool::Tensors(const AttentionScoreProblem& problem) const {
  const Inputs& inputs = inputs_[Index(problem.dtype)];
  return {inputs.query, inputs.key, scores_};
}

}  // namespace attnwatch
