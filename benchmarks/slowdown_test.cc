// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/slowdown.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace attnwatch {
namespace {

double Fastest(const Launch& launch, Device* device) {
  const std::vector<double> seconds = device->TimeVisit(launch, 9).seconds;
  return *std::min_element(seconds.begin(), seconds.end());
}

TEST(PlantSlowdown, MakesALaunchLonger) {
  const auto device = OpenHostDevice();
  // 2 ms, and 50 % of that.
  const Launch launch = device->BurnLaunch(2e-3);
  const Launch planted = PlantSlowdown(launch, 0.5, device.get());
  // By turns, and the fastest of each: what else the machine does may last for a whole visit.
  double before = 1, after = 1;
  for (int turn = 0; turn < 5; ++turn) {
    before = std::min(before, Fastest(launch, device.get()));
    after = std::min(after, Fastest(planted, device.get()));
  }
  // Loosely, because the machine may be busy: the work is there, and not ten times.
  EXPECT_GT(after / before, 1.2);
  EXPECT_LT(after / before, 5);
}

}  // namespace
}  // namespace attnwatch
