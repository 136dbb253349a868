// SPDX-License-Identifier: Apache-2.0
//
// The sixteen barriers that a block has without shared memory, by their numbers (0 is that of
// __syncthreads). kThreads arrive: those that only arrive, and those that wait for all.
#pragma once

#ifdef __CUDACC__

namespace attnwatch::hopper {

template <int kNumber, int kThreads>
__device__ __forceinline__ void SyncNamed() {
  asm volatile("bar.sync %0, %1;" ::"n"(kNumber), "n"(kThreads) : "memory");
}
template <int kNumber, int kThreads>
__device__ __forceinline__ void ArriveNamed() {
  asm volatile("bar.arrive %0, %1;" ::"n"(kNumber), "n"(kThreads) : "memory");
}

}  // namespace attnwatch::hopper

#else
#include "kernels/attention_score/flat/on_host/named_barrier.h"
#endif
