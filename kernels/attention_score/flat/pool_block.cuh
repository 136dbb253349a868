// SPDX-License-Identifier: Apache-2.0
//
// A block of the kernel of pool.h: who is who in it.
#pragma once

#include "kernels/attention_score/flat/pool_loader.cuh"
#include "kernels/attention_score/flat/pool_packer.cuh"
#include "kernels/attention_score/flat/pool_queries.cuh"
#include "kernels/attention_score/flat/stream_block.cuh"

namespace attnwatch::hopper::pool {

using Threads = stream::Threads<stream::kHeld.groups>;

template <typename Element, int kPanels>
__device__ __forceinline__ void RunBlock(const Arguments& arguments, char* memory) {
  // The same in all lanes; the compiler is to know.
  const int warp = __shfl_sync(0xffffffff, static_cast<int>(threadIdx.x) / 32, 0);
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const SharedMemory shared = DivideShared(arguments.plan, memory);
  if (threadIdx.x == 0) {
    stream::InitBarriers(arguments.plan.held, /*readers=*/0, *shared.held.barriers);
    for (int i = 0; i < kPackerWarps * kPieceStages; ++i) {
      InitBarrier(shared.arrived + i * kBarrierSize, 1);
    }
  }
  __syncthreads();
  const Member member = PlaceMember(arguments.plan, static_cast<int>(blockIdx.x));
  if (warp < 1 + kPackerWarps) {
    GiveRegisters<Threads::kOtherRegisters>();
    if (warp > 0) {
      PackKeys<kPanels>(arguments, shared, member, warp - 1, lane);
    } else if (lane == 0) {
      Load<kPanels>(arguments, shared.held, member);
    }
  } else {
    TakeRegisters<Threads::kConsumerRegisters>();
    const int group = warp / 4 - 1;
    const RawQueries queries = {arguments, shared.held};
    queries.BringFirst(member, group, warp % 4, lane);
    stream::ConsumeHeld<Element, kPanels, ScorePolicy::kEvictFirst>(arguments.held, shared.held,
                                                                    queries, group, warp % 4, lane);
  }
}

}  // namespace attnwatch::hopper::pool
