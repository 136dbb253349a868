// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "kernels/attention_score/registry.h"
#include "results/summary.h"

namespace attnwatch {
namespace {

// A ceiling's launches: the first warms up, the median of the others counts.
constexpr int kLaunches = 6;
// More than the last-level cache of most machines, so that memory is measured.
constexpr int64_t kLeastScoreBytes = int64_t{256} << 20;

struct GemmCeiling {
  std::string_view kernel;  // the placement's library
  int64_t size;             // n of the n x n x n product: large enough to reach the peak
};

GemmCeiling CeilingOf(Placement placement) {
  return placement == Placement::kHost ? GemmCeiling{"onednn", 1536} : GemmCeiling{"cublas", 8192};
}

std::string GemmName(Dtype dtype) { return fmt::format("gemm_{}", DtypeName(dtype)); }

}  // namespace

std::vector<AttentionScoreProblem> CeilingProblems(Placement placement,
                                                   const std::vector<Dtype>& dtypes) {
  const auto [name, size] = CeilingOf(placement);
  const AttentionScoreKernel* kernel = FindKernel(name);
  std::vector<AttentionScoreProblem> problems;
  for (const Dtype dtype : dtypes) {
    const AttentionScoreProblem problem{1, 1, size, size, dtype, Layout::kTn};
    if (kernel != nullptr && !kernel->unsupported(problem)) problems.push_back(problem);
  }
  return problems;
}

TensorPlan PlanWithCeilings(const std::vector<AttentionScoreProblem>& problems,
                            const std::vector<AttentionScoreProblem>& gemms) {
  std::vector<AttentionScoreProblem> all = problems;
  all.insert(all.end(), gemms.begin(), gemms.end());
  TensorPlan plan = PlanTensors(all);
  plan.score_bytes = std::max(plan.score_bytes, kLeastScoreBytes);
  return plan;
}

CeilingMeter::CeilingMeter(const std::vector<AttentionScoreProblem>& gemms, const TensorPlan& plan,
                           const TensorPool& pool, Device* device)
    : device_(device) {
  char* const scores = static_cast<char*>(pool.scores());
  const int64_t bytes = plan.score_bytes;
  const int64_t half = bytes / 2 / 256 * 256;
  const double moved = 2.0 * static_cast<double>(half);  // a copy reads and writes
  rows_.push_back({"write", device->WriteLaunch(scores, bytes), static_cast<double>(bytes), 0});
  rows_.push_back({"copy", device->CopyLaunch(scores, scores + half, half), moved, 0});
  const AttentionScoreKernel* kernel = FindKernel(CeilingOf(device->placement()).kernel);
  for (const AttentionScoreProblem& gemm : gemms) {
    rows_.push_back({GemmName(gemm.dtype), kernel->prepare(gemm, pool.Tensors(gemm)), 0,
                     static_cast<double>(gemm.flop_count())});
  }
}

double CeilingMeter::Measure(std::string_view at, std::vector<Ceiling>* ceilings) const {
  double busy_seconds = 0;
  for (const Row& row : rows_) {
    std::vector<double> seconds = device_->TimeVisit(row.launch, kLaunches).seconds;
    busy_seconds = std::accumulate(seconds.begin(), seconds.end(), busy_seconds);
    seconds.erase(seconds.begin());
    const double median = *Median(std::move(seconds));
    Ceiling ceiling{row.name, std::string(at), {}, {}};
    (row.bytes > 0 ? ceiling.bytes_per_second : ceiling.flops_per_second) =
        (row.bytes + row.flops) / median;
    ceilings->push_back(ceiling);
  }
  return busy_seconds;
}

std::optional<double> FloorSeconds(const AttentionScoreProblem& problem, const Run& run) {
  const double memory =
      std::max(BestCeiling(run, "write").value_or(0), BestCeiling(run, "copy").value_or(0));
  if (memory <= 0) return std::nullopt;
  const double memory_floor = static_cast<double>(problem.byte_count()) / memory;
  const auto gemm = BestCeiling(run, GemmName(problem.dtype));
  if (!gemm) return memory_floor;
  return std::max(memory_floor, static_cast<double>(problem.flop_count()) / *gemm);
}

}  // namespace attnwatch
