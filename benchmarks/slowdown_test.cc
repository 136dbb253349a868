// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/slowdown.h"

#include <gtest/gtest.h>

#include "results/summary.h"

namespace attnwatch {
namespace {

TEST(PlantSlowdown, MakesALaunchLonger) {
  const auto device = OpenHostDevice();
  // 2 ms, and 50 % of that.
  const Launch launch = device->BurnLaunch(2e-3);
  const Launch planted = PlantSlowdown(launch, 0.5, device.get());
  const double before = *Median(device->TimeVisit(launch, 9).seconds);
  const double after = *Median(device->TimeVisit(planted, 9).seconds);
  // Loosely, because the machine may be busy: the work is there, and not ten times.
  EXPECT_GT(after / before, 1.2);
  EXPECT_LT(after / before, 5);
}

}  // namespace
}  // namespace attnwatch
