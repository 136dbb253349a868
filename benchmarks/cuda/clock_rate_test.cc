// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/clock_rate.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

TEST(ClockRate, IsCyclesOverTime) {
  EXPECT_DOUBLE_EQ(*ClockRate({{1000, 500}}, {{2000, 2255}}), 1.755e9);
}

TEST(ClockRate, IsTheMedianOverMultiprocessors) {
  EXPECT_DOUBLE_EQ(*ClockRate({{1, 0}, {1, 7}, {1, 9}}, {{1001, 1500}, {1001, 1707}, {1001, 9009}}),
                   1.7e9);
}

TEST(ClockRate, LeavesOutMultiprocessorsWithoutBothStamps) {
  EXPECT_DOUBLE_EQ(*ClockRate({{0, 0}, {1, 0}, {5, 5}}, {{9, 9}, {1001, 1500}, {0, 0}}), 1.5e9);
  EXPECT_FALSE(ClockRate({{0, 0}}, {{9, 9}}));
  EXPECT_FALSE(ClockRate({}, {}));
}

}  // namespace
}  // namespace attnwatch
