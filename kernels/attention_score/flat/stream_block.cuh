// SPDX-License-Identifier: Apache-2.0
//
// A block of the streaming kernel: who is who in it.
#pragma once

#include "kernels/attention_score/flat/stream_consumer.cuh"
#include "kernels/attention_score/flat/stream_held_consumer.cuh"
#include "kernels/attention_score/flat/stream_loaders.cuh"

namespace attnwatch::hopper::stream {

ATTNWATCH_GEOMETRY StreamShape ShapeOf(int held_panels) { return held_panels > 0 ? kHeld : kWide; }

// A warpgroup of which two threads copy, and those that multiply and take most of its registers.
template <int kGroups>
struct Threads {
  static constexpr int kCount = 128 * (1 + kGroups);
  static constexpr int kAtStart = 65536 / kCount / 8 * 8;
  static constexpr int kConsumerRegisters = kGroups == 2 ? 200 : 160;
  static constexpr int kOtherRegisters = kGroups == 2 ? 104 : 32;
  static_assert(kGroups * kConsumerRegisters + kOtherRegisters <= (1 + kGroups) * kAtStart);
};

// readers: of segments, beside the threads that multiply.
__device__ __forceinline__ void InitBarriers(const StreamPlan& plan, int readers,
                                             Barriers& barriers) {
  InitQueue({SharedAddress(barriers.segments)}, 128 * plan.groups + readers);
  for (int i = 0; i < plan.groups; ++i) {
    InitBarrier(&barriers.query_full[i], 1);
    InitBarrier(&barriers.query_empty[i], 128);
  }
  for (int i = 0; i < plan.key_slots; ++i) {
    InitBarrier(&barriers.key_full[i], 1);
    InitBarrier(&barriers.key_empty[i], 4 * plan.groups);
  }
  FenceBarrierInit();
}

// kHeldPanels: of queries in registers, or 0.
template <typename Element, int kHeldPanels>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  constexpr int kGroups = ShapeOf(kHeldPanels).groups;
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) {
    InitBarriers(arguments.plan, /*readers=*/1, *shared.barriers);
  }
  __syncthreads();
  if (warp < 4) {
    GiveRegisters<Threads<kGroups>::kOtherRegisters>();
    if (lane > 0) return;
    if (warp == 0) LoadKeys(arguments, shared, static_cast<int>(blockIdx.x));
    if (warp == 1) LoadQueries(arguments, shared);
  } else {
    TakeRegisters<Threads<kGroups>::kConsumerRegisters>();
    if constexpr (kHeldPanels > 0) {
      ConsumeHeld<Element, kHeldPanels, ScorePolicy::kDefault>(arguments, shared, PanelsOfQueries{},
                                                               warp / 4 - 1, warp % 4, lane);
    } else {
      Consume<Element, kWide.blocks>(arguments, shared, warp / 4 - 1, warp % 4, lane);
    }
  }
}

}  // namespace attnwatch::hopper::stream
