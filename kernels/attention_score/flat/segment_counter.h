// SPDX-License-Identifier: Apache-2.0
//
// What the blocks of a launch count the segments with that they have asked for
// (segment_queue.cuh). Each launch leaves it at zero, for the next one of the same case; two of one
// case must not run at the same time.
//
//   const auto counter = MakeSegmentCounter();   // the launch holds it
//   arguments.asked = counter.get();
#pragma once

#include <memory>

namespace attnwatch::hopper {

// On the current device. Throws std::runtime_error.
std::shared_ptr<unsigned> MakeSegmentCounter();

}  // namespace attnwatch::hopper
