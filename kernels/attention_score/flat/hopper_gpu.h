// SPDX-License-Identifier: Apache-2.0
//
// What of a GPU decides which Hopper kernel computes a problem, and how it divides the work.
//
//   const HopperGpu gpu = {/*multiprocessors=*/132, /*memory_rate=*/3.35e12};
#pragma once

namespace attnwatch::hopper {

struct HopperGpu {
  int multiprocessors = 0;
  double memory_rate = 0;  // bytes a second, by its clock and the width of its bus
};

// Up to head_dim 200 an H100's memory (3.35e12) bounds all kernels, and those that write whole
// lines are ahead. An H200's (4.81e12) leaves time to those that multiply with less effort. Nothing
// between them has been measured.
inline bool HasFastMemory(const HopperGpu& gpu) { return gpu.memory_rate > 4e12; }

}  // namespace attnwatch::hopper
