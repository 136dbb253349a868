// SPDX-License-Identifier: Apache-2.0
//
// What the blocks of a launch count with, in global memory: the segments that they have asked for
// (segment_queue.cuh), tiles packed and read (pool_plan.h). Each launch leaves them at zero, for
// the next one of the same case; two of one case must not run at the same time.
//
//   const auto counters = MakeCounters(1);   // the launch holds them
//   arguments.asked = counters.get();
#pragma once

#include <memory>

namespace attnwatch::hopper {

// On the current device. Throws std::runtime_error.
std::shared_ptr<unsigned> MakeCounters(int count);

}  // namespace attnwatch::hopper
