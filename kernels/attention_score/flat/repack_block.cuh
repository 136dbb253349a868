// SPDX-License-Identifier: Apache-2.0
//
// A block of the packing kernel: who is who in it.
#pragma once

#include "kernels/attention_score/flat/repack_consumer.cuh"
#include "kernels/attention_score/flat/repack_packer.cuh"
#include "kernels/attention_score/flat/repack_producer.cuh"

namespace attnwatch::hopper::repack {

// A warpgroup of which one thread copies and three warps pack, and two that multiply and take most
// of its registers: three times 168, what a thread starts with.
inline constexpr int kThreads = 384;
inline constexpr int kConsumerRegisters = 200;
inline constexpr int kOtherRegisters = 104;
static_assert(2 * kConsumerRegisters + kOtherRegisters <= 3 * 168);

__device__ __forceinline__ void InitBarriers(const RepackPlan& plan, Barriers& barriers) {
  InitQueue({SharedAddress(barriers.segments)}, 32 * (kPackerWarps + kConsumerWarps));
  for (int i = 0; i < plan.query_buffers; ++i) {
    InitBarrier(&barriers.query_full[i], 32 * kPackerWarps);
    InitBarrier(&barriers.query_empty[i], kConsumerWarps);
  }
  for (int i = 0; i < plan.key_buffers; ++i) {
    InitBarrier(&barriers.key_full[i], 32 * kPackerWarps);
    InitBarrier(&barriers.key_empty[i], kConsumerWarps);
  }
  for (int i = 0; i < plan.group_slots; ++i) {
    InitBarrier(&barriers.group_full[i], 1);
    // Each thread of the warp for itself: it is its own reads that the next copy must come after.
    InitBarrier(&barriers.group_empty[i], 32);
  }
  FenceBarrierInit();
}

template <typename Element>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) InitBarriers(arguments.plan, *shared.barriers);
  __syncthreads();
  if (warp < 4) {
    GiveRegisters<kOtherRegisters>();
    if (warp > 0) {
      Pack(arguments, shared, warp - 1, lane);
    } else if (lane == 0) {
      Produce(arguments, shared, static_cast<int>(blockIdx.x));
    }
  } else {
    TakeRegisters<kConsumerRegisters>();
    Consume<Element>(arguments, shared, warp / 4 - 1, warp % 4, lane);
  }
}

}  // namespace attnwatch::hopper::repack
