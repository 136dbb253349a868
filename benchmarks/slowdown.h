// SPDX-License-Identifier: Apache-2.0
//
// A launch made slower by a known share of its time: device work of a fixed length behind its own.
//
//   launch = PlantSlowdown(launch, 0.02, device);
#pragma once

#include "benchmarks/device.h"

namespace attnwatch {

// Runs the launch a few times to learn its time. `fraction` is 0.02 for 2 %.
Launch PlantSlowdown(const Launch& launch, double fraction, Device* device);

}  // namespace attnwatch
