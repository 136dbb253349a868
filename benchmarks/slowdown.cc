// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/slowdown.h"

#include <algorithm>

#include "results/summary.h"

namespace attnwatch {
namespace {

constexpr int kLaunches = 8;
constexpr double kLeastBurnSeconds = 20e-6;

double MedianTime(const Launch& launch, Device* device) {
  device->TimeVisit(launch, 1);  // the first one after another kernel is not like the others
  return *Median(device->TimeVisit(launch, kLaunches).seconds);
}

}  // namespace

Launch PlantSlowdown(const Launch& launch, double fraction, Device* device) {
  // What a burn takes beyond its length: the launch of one more kernel, the gap before it.
  const double overhead =
      std::max(0.0, MedianTime(device->BurnLaunch(kLeastBurnSeconds), device) - kLeastBurnSeconds);
  const double wanted = fraction * MedianTime(launch, device) - overhead;
  const Launch burn = device->BurnLaunch(std::max(0.0, wanted));
  return [launch, burn](Stream stream) {
    launch(stream);
    burn(stream);
  };
}

}  // namespace attnwatch
