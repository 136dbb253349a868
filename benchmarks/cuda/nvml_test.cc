// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/cuda/nvml.h"

#include <gtest/gtest.h>

namespace attnwatch {
namespace {

// Also on a machine with a driver: no GPU has this address.
TEST(Nvml, KnowsNothingOfAGpuThatIsNotThere) {
  const Nvml nvml("ffff:ff:1f.0");
  EXPECT_FALSE(nvml.DriverVersion());
  EXPECT_FALSE(nvml.TemperatureCelsius());
  EXPECT_FALSE(nvml.Load());
}

}  // namespace
}  // namespace attnwatch
