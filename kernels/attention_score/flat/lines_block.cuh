// SPDX-License-Identifier: Apache-2.0
//
// A block of the kernel of lines.h: who is who in it.
#pragma once

#include "kernels/attention_score/flat/lines_consumer.cuh"
#include "kernels/attention_score/flat/lines_feed.cuh"

namespace attnwatch::hopper::lines {

// A warpgroup that feeds, and those that multiply and take most of its registers.
inline constexpr int kFeeders = kWarps / kFed;
inline constexpr int kThreads = 32 * (kFeeders + kWarps);
inline constexpr int kAtStart = 65536 / kThreads / 8 * 8;
inline constexpr int kConsumerRegisters = 224;
inline constexpr int kFeederRegisters = 56;
static_assert(kFeeders == 4);
static_assert(kGroups * kConsumerRegisters + kFeederRegisters <= (1 + kGroups) * kAtStart);

__device__ __forceinline__ void InitBarriers(const LinesPlan& plan, const SharedMemory& shared) {
  for (int warp = 0; warp < kWarps; ++warp) {
    const Ring ring = WarpRing(plan, shared, warp);
    for (int stage = 0; stage < plan.stages; ++stage) {
      // Each thread for itself: those that copy, and those whose reads the next copy comes after.
      InitBarrier(ring.Full(stage), 32);
      InitBarrier(ring.Empty(stage), 32);
    }
  }
  InitBarrier(shared.packed, 32 * kWarps);
  InitBarrier(shared.multiplied, 32 * kWarps);
  InitQueue(shared.segments, 32 * (kWarps + kFeeders - 1));
}

template <typename Element, int kBlockKeys, bool kAligned>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) InitBarriers(arguments.plan, shared);
  __syncthreads();
  if (warp < kFeeders) {
    GiveRegisters<kFeederRegisters>();
    Feed(arguments, shared, static_cast<int>(blockIdx.x), warp, lane);
  } else {
    TakeRegisters<kConsumerRegisters>();
    Consume<Element, kBlockKeys, kAligned>(arguments, shared, warp - kFeeders, lane);
  }
}

}  // namespace attnwatch::hopper::lines
