// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/nvml.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

// Also on a machine with a driver: no GPU has this address.
TEST(Nvml, KnowsNothingOfAGpuThatIsNotThere) {
  const Nvml nvml("ffff:ff:1f.0");
  EXPECT_FALSE(nvml.Read().temperature_celsius);
  EXPECT_FALSE(nvml.Read().power_cap_seconds_total);
  EXPECT_FALSE(nvml.Load());
  EXPECT_EQ(nvml.Describe().Get("board"), "unsupported");
  EXPECT_EQ(nvml.Unsupported().size(), 7u);
}

}  // namespace
}  // namespace attnwatch
