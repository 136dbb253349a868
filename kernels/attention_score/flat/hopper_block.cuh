// SPDX-License-Identifier: Apache-2.0
//
// A block of the Hopper kernel: who is who in it.
#pragma once

#include "kernels/attention_score/flat/hopper_consumer.cuh"
#include "kernels/attention_score/flat/hopper_packer.cuh"
#include "kernels/attention_score/flat/hopper_producer.cuh"

namespace attnwatch::hopper {

// A warpgroup of which one thread copies and three warps pack where rows need it, and two that
// multiply and take most of its registers.
inline constexpr int kThreads = 128 * (1 + kConsumers);
inline constexpr int kConsumerRegisters = 208;
inline constexpr int kProducerRegisters = 88;
// What a thread starts with: the most that all can have alike. To ask for more than the block has
// would be to wait for ever.
inline constexpr int kEntryRegisters = 65536 / kThreads / 8 * 8;
static_assert(kProducerRegisters + kConsumers * kConsumerRegisters <=
              (1 + kConsumers) * kEntryRegisters);

__device__ __forceinline__ void InitBarriers(const HopperPlan& plan, Barriers& barriers) {
  for (int i = 0; i < plan.query_slots; ++i) {
    InitBarrier(&barriers.query_full[i], 1);
    InitBarrier(&barriers.query_empty[i], kConsumerWarps);
  }
  for (int i = 0; i < plan.key_slots; ++i) {
    InitBarrier(&barriers.key_full[i], 1);
    InitBarrier(&barriers.key_empty[i], kConsumerWarps);
  }
  FenceBarrierInit();
}

template <typename Element>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  const int worker = static_cast<int>(blockIdx.x);
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) InitBarriers(arguments.plan, *shared.barriers);
  __syncthreads();
  if (warp < 4) {
    GiveRegisters<kProducerRegisters>();
    if (warp > 0) {
      if (arguments.plan.packing.needed) {
        PackUnits(arguments, worker, static_cast<int>(threadIdx.x) - 32);
      }
    } else if (lane == 0) {
      Produce(arguments, shared, worker);
    }
  } else {
    TakeRegisters<kConsumerRegisters>();
    Consume<Element>(arguments, shared, worker, warp / 4 - 1, warp % 4, lane);
  }
}

}  // namespace attnwatch::hopper
