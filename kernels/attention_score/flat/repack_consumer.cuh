// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: each has 128 of the queries of a unit, as two blocks of 64.
#pragma once

#include "kernels/attention_score/flat/cluster.cuh"
#include "kernels/attention_score/flat/repack_epilogue.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"
#include "kernels/attention_score/flat/wgmma_128.cuh"

namespace attnwatch::hopper::repack {

inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr uint64_t kNextBlock = (kBlockQueries * kLineBytes) >> 4;

// One panel; kSteps steps of 16 elements of head_dim, for kBlocks blocks of queries.
template <typename Element, int kBlocks, int kSteps>
__device__ __forceinline__ void MultiplySteps(uint64_t queries, uint64_t keys, bool accumulate,
                                              float (&sums)[kBlocks][kSums]) {
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
#pragma unroll
    for (int block = 0; block < kBlocks; ++block) {
      Wgmma128(Element{}, sums[block], queries + step * kDescriptorStep + block * kNextBlock,
               keys + step * kDescriptorStep, accumulate || step > 0);
    }
  }
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void MultiplyPanel(uint64_t a, uint64_t b, int steps, bool accumulate,
                                              float (&sums)[kBlocks][kSums]) {
  switch (steps) {
    case 1:
      MultiplySteps<Element, kBlocks, 1>(a, b, accumulate, sums);
      break;
    case 2:
      MultiplySteps<Element, kBlocks, 2>(a, b, accumulate, sums);
      break;
    case 3:
      MultiplySteps<Element, kBlocks, 3>(a, b, accumulate, sums);
      break;
    default:
      MultiplySteps<Element, kBlocks, 4>(a, b, accumulate, sums);
      break;
  }
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void MultiplyTile(const RepackPlan& plan, const char* queries,
                                             const char* keys, float (&sums)[kBlocks][kSums]) {
  const uint64_t a = MatrixDescriptor(SharedAddress(queries));
  const uint64_t b = MatrixDescriptor(SharedAddress(keys));
#pragma unroll 1
  for (int panel = 0; panel < plan.panels; ++panel) {
    MultiplyPanel<Element, kBlocks>(
        a + static_cast<uint64_t>(panel) * (static_cast<uint64_t>(QueryPanelBytes(plan)) >> 4),
        b + static_cast<uint64_t>(panel) * (kKeyPanelBytes >> 4),
        panel + 1 < plan.panels ? kDepth / kStep : plan.last_steps, panel > 0, sums);
  }
  CommitWgmma();
  WaitWgmma<0>();
#pragma unroll
  for (int i = 0; i < kBlocks * kSums; ++i)
    asm volatile("" : "+f"(sums[i / kSums][i % kSums])::"memory");
}

template <typename Element, int kBlocks>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int rank, int group, int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  char* const box =
      shared.stores + (4 * group + warp) * (plan.store_boxes == 2 ? 2 : 1) * kStoreBytes;
  constexpr int kGroupQueries = kBlocks * kBlockQueries;
  const int warp_row = rank * BlockQueries(plan) + group * kGroupQueries + warp * 16;
  float sums[kBlocks][kSums] = {};
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_full[queries.slot], queries.parity);
    const char* const my_queries = shared.queries +
                                   queries.slot * plan.panels * QueryPanelBytes(plan) +
                                   group * kGroupQueries * kLineBytes;
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      Wait(&barriers.key_full[keys.slot], keys.parity);
      MultiplyTile<Element, kBlocks>(plan, my_queries,
                                     shared.keys + keys.slot * plan.panels * kKeyPanelBytes, sums);
      if (lane == 0) {
        Arrive(&barriers.key_empty[keys.slot]);
        if (kBlocks == 1) {
          ArriveInBlock(&barriers.key_empty[keys.slot], static_cast<uint32_t>(rank ^ 1));
        }
        if (tile + 1 == segment.end) Arrive(&barriers.query_empty[queries.slot]);
      }
      keys.Advance(plan.key_buffers);
#pragma unroll
      for (int block = 0; block < kBlocks; ++block) {
        const int row = unit.row + warp_row + block * kBlockQueries;
        StoreSums<Element>(arguments, {unit.matrix, row, tile * kKeys}, sums[block], lane, box);
      }
    }
    queries.Advance(plan.query_buffers);
  }
  if (lane == 0 && plan.store_boxes > 0) WaitStores();
}

}  // namespace attnwatch::hopper::repack
