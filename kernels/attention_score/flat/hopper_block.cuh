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
    InitBarrier(&barriers.key_empty[i], kConsumerWarps * plan.cluster_size);
  }
  FenceBarrierInit();
}

template <int kClusterSize>
__device__ __forceinline__ void SyncAll() {
  if constexpr (kClusterSize == 1) {
    __syncthreads();
  } else {
    SyncCluster();
  }
}

template <typename Element, int kClusterSize, int kBlocks>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  const int rank = kClusterSize == 1 ? 0 : ClusterRank();
  const int worker = static_cast<int>(blockIdx.x) / kClusterSize;
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) InitBarriers(arguments.plan, *shared.barriers);
  SyncAll<kClusterSize>();
  if (warp < 4) {
    GiveRegisters<kProducerRegisters>();
    if (warp > 0) {
      if (arguments.plan.packing.feed == Feed::kRing) {
        PackUnits(arguments, worker, rank, static_cast<int>(threadIdx.x) - 32);
      }
    } else if (lane == 0) {
      Produce<kClusterSize>(arguments, shared, worker, rank);
    }
  } else {
    TakeRegisters<kConsumerRegisters>();
    Consume<Element, kClusterSize, kBlocks>(arguments, shared, worker, rank, warp / 4 - 1, warp % 4, lane);
  }
  // No block of a cluster may end while another copies to it or arrives at its barriers.
  if constexpr (kClusterSize > 1) {
    __syncwarp();
    SyncCluster();
  }
}

}  // namespace attnwatch::hopper
