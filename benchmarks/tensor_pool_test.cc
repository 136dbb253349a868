// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/tensor_pool.h"

#include <gmock/gmock.h>

#include "kernels/attention_score/inputs.h"
#include "results/error.h"

namespace attnwatch {
namespace {

TEST(PlanTensors, TakesTheLargestOfEachKind) {
  const TensorPlan plan = PlanTensors({{1, 2, 8, 64, Dtype::kFloat32, Layout::kTn},
                                       {1, 2, 16, 4, Dtype::kFloat32, Layout::kTn},
                                       {1, 2, 8, 4, Dtype::kBfloat16, Layout::kTn}});
  EXPECT_EQ(plan.query_bytes[static_cast<size_t>(Dtype::kFloat32)], 2 * 8 * 64 * 4);
  EXPECT_EQ(plan.query_bytes[static_cast<size_t>(Dtype::kFloat16)], 0);
  EXPECT_EQ(plan.query_bytes[static_cast<size_t>(Dtype::kBfloat16)], 2 * 8 * 4 * 2);
  EXPECT_EQ(plan.score_bytes, 2 * 16 * 16 * 4);
  EXPECT_EQ(plan.total_bytes(), 2 * (4096 + 128) + 2048);
}

TEST(RequireMemory, SaysHowMuchIsNeededAndHowMuchThereIs) {
  const auto device = OpenHostDevice();
  const TensorPlan plan = PlanTensors({{4, 96, 200000, 64, Dtype::kFloat16, Layout::kTn}});
  try {
    RequireMemory(plan, *device);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("the grid needs 30739.66 GB"));
    EXPECT_THAT(error.what(), testing::HasSubstr("GB is available"));
  }
}

TEST(TensorPool, FillsQueriesAndKeysWithTheInputs) {
  const auto device = OpenHostDevice();
  const AttentionScoreProblem problem{1, 2, 8, 5, Dtype::kFloat32, Layout::kTn};
  const TensorPool pool(PlanTensors({problem}), device.get());
  const AttentionScoreTensors tensors = pool.Tensors(problem);
  for (const int64_t i : {int64_t{0}, problem.query_count() - 1}) {
    EXPECT_EQ(static_cast<const float*>(tensors.query)[i],
              InputValue(InputTensor::kQuery, static_cast<uint64_t>(i), kInputSeed));
    EXPECT_EQ(static_cast<const float*>(tensors.key)[i],
              InputValue(InputTensor::kKey, static_cast<uint64_t>(i), kInputSeed));
  }
  EXPECT_EQ(tensors.scores, pool.scores());
}

}  // namespace
}  // namespace attnwatch
