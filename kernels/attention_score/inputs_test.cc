// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/inputs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace attnwatch {
namespace {

// Computed apart from this code, in Python's integers: stored runs depend on them.
TEST(InputsTest, ValuesAreThoseOfTheFormula) {
  EXPECT_EQ(InputValue(InputTensor::kQuery, 0, kInputSeed), 0x3fb0b6p-23f);
  EXPECT_EQ(InputValue(InputTensor::kKey, 0, kInputSeed), -0x75184p-23f);
  EXPECT_EQ(InputValue(InputTensor::kKey, uint64_t{1} << 33, kInputSeed), -0x123baep-23f);
}

TEST(InputsTest, UniformInTheHalfOpenRange) {
  constexpr int64_t kCount = 100000;
  double sum = 0;
  double squares = 0;
  for (int64_t i = 0; i < kCount; ++i) {
    const double value = InputValue(InputTensor::kQuery, i, kInputSeed);
    ASSERT_GE(value, -1);
    ASSERT_LT(value, 1);
    sum += value;
    squares += value * value;
  }
  // Four standard errors: sqrt(1/3) and sqrt(4/45) over sqrt(count).
  EXPECT_NEAR(sum / kCount, 0, 4 * std::sqrt(1.0 / 3 / kCount));
  EXPECT_NEAR(squares / kCount, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / kCount));
}

// The count is odd and long enough for several threads and blocks.
TEST(InputsTest, FillsWithTheRoundedValueOfEachIndexAndNothingBeyond) {
  constexpr int64_t kCount = 500'003;
  for (const Dtype dtype : kDtypes) {
    std::vector<float> memory(kCount + 1, 7.0f);
    StoreElement(dtype, memory.data(), kCount, 7.0f);
    FillInput(dtype, InputTensor::kKey, kInputSeed, kCount, memory.data());
    for (int64_t i = 0; i < kCount; ++i) {
      ASSERT_EQ(LoadElement(dtype, memory.data(), i),
                RoundToDtype(dtype, InputValue(InputTensor::kKey, i, kInputSeed)));
    }
    EXPECT_EQ(LoadElement(dtype, memory.data(), kCount), 7.0f);
  }
}

TEST(InputsTest, AnyRangeCanBeRecomputed) {
  constexpr int64_t kFirst = (int64_t{1} << 33) + 5;
  for (const Dtype dtype : kDtypes) {
    std::vector<float> values(10);
    InputValues(dtype, InputTensor::kQuery, kInputSeed, kFirst, 10, values.data());
    for (int64_t i = 0; i < 10; ++i) {
      const float value = InputValue(InputTensor::kQuery, kFirst + i, kInputSeed);
      EXPECT_EQ(values[i], RoundToDtype(dtype, value));
    }
  }
}

}  // namespace
}  // namespace attnwatch
