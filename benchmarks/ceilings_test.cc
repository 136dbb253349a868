// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/ceilings.h"

#include <gmock/gmock.h>

namespace attnwatch {
namespace {

Run RunWith(double write, double copy, std::optional<double> gemm) {
  Run run;
  run.ceilings = {{"write", "start", write, {}}, {"copy", "start", copy, {}}};
  if (gemm) run.ceilings.push_back({"gemm_float32", "start", {}, gemm});
  return run;
}

TEST(FloorSeconds, IsTheSlowerOfMemoryAndCompute) {
  const AttentionScoreProblem problem{1, 1, 100, 10, Dtype::kFloat32, Layout::kTn};
  ASSERT_EQ(problem.byte_count(), 2 * 4000 + 40000);
  ASSERT_EQ(problem.flop_count(), 200000);
  EXPECT_DOUBLE_EQ(*FloorSeconds(problem, RunWith(48000, 24000, 1e9)), 1.0);
  EXPECT_DOUBLE_EQ(*FloorSeconds(problem, RunWith(24000, 48000, 1e9)), 1.0);
  EXPECT_DOUBLE_EQ(*FloorSeconds(problem, RunWith(48000, 24000, 100000.0)), 2.0);
  EXPECT_DOUBLE_EQ(*FloorSeconds(problem, RunWith(48000, 24000, std::nullopt)), 1.0);
}

TEST(FloorSeconds, TakesTheBestCeilingOfTheRun) {
  const AttentionScoreProblem problem{1, 1, 100, 10, Dtype::kFloat32, Layout::kTn};
  attnwatch::Run run = RunWith(24000, 24000, std::nullopt);
  run.ceilings.push_back({"write", "end", 48000.0, {}});
  EXPECT_DOUBLE_EQ(*FloorSeconds(problem, run), 1.0);
}

TEST(FloorSeconds, IsUnknownWithoutCeilings) {
  EXPECT_FALSE(FloorSeconds({1, 1, 8, 8, Dtype::kFloat32, Layout::kTn}, attnwatch::Run()));
}

TEST(CeilingMeter, MeasuresMemoryAndEachDtype) {
  const auto device = OpenHostDevice();
  const auto gemms = CeilingProblems(Placement::kHost, {Dtype::kFloat32, Dtype::kFloat16});
  ASSERT_EQ(gemms.size(), 1u);  // oneDNN has no float16 here
  EXPECT_EQ(gemms[0].flop_count(), 2 * gemms[0].seq_len * gemms[0].seq_len * gemms[0].seq_len);
  const TensorPlan plan = PlanWithCeilings({}, gemms);
  const TensorPool pool(plan, device.get());
  std::vector<Ceiling> ceilings;
  EXPECT_GT(CeilingMeter(gemms, plan, pool, device.get()).Measure("start", &ceilings), 0);
  ASSERT_EQ(ceilings.size(), 3u);
  EXPECT_EQ(ceilings[0].name, "write");
  EXPECT_GT(ceilings[0].bytes_per_second.value_or(0), 1e8);
  EXPECT_EQ(ceilings[1].name, "copy");
  EXPECT_GT(ceilings[1].bytes_per_second.value_or(0), 1e8);
  EXPECT_EQ(ceilings[2].name, "gemm_float32");
  EXPECT_GT(ceilings[2].flops_per_second.value_or(0), 1e8);
  EXPECT_EQ(ceilings[2].at, "start");
}

}  // namespace
}  // namespace attnwatch
