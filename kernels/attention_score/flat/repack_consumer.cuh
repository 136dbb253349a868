// SPDX-License-Identifier: Apache-2.0
//
// The warpgroups that multiply: each has 128 of the queries of a unit, as two blocks of 64.
#pragma once

#include "kernels/attention_score/flat/repack_epilogue.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"
#include "kernels/attention_score/flat/wgmma_128.cuh"

namespace attnwatch::hopper::repack {

inline constexpr int kBlockQueries = 64;  // of one instruction
inline constexpr int kGroupQueries = 128;
inline constexpr uint64_t kNextBlock = (kBlockQueries * kLineBytes) >> 4;

// One panel; kSteps steps of 16 elements of head_dim.
template <typename Element, int kSteps>
__device__ __forceinline__ void MultiplySteps(uint64_t queries, uint64_t keys, bool accumulate,
                                              float (&upper)[kSums], float (&lower)[kSums]) {
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
    const uint64_t a = queries + step * kDescriptorStep;
    const uint64_t b = keys + step * kDescriptorStep;
    Wgmma128(Element{}, upper, a, b, accumulate || step > 0);
    Wgmma128(Element{}, lower, a + kNextBlock, b, accumulate || step > 0);
  }
}

template <typename Element>
__device__ __forceinline__ void MultiplyPanel(uint64_t a, uint64_t b, int steps, bool accumulate,
                                              float (&upper)[kSums], float (&lower)[kSums]) {
  switch (steps) {
    case 1:
      MultiplySteps<Element, 1>(a, b, accumulate, upper, lower);
      break;
    case 2:
      MultiplySteps<Element, 2>(a, b, accumulate, upper, lower);
      break;
    case 3:
      MultiplySteps<Element, 3>(a, b, accumulate, upper, lower);
      break;
    default:
      MultiplySteps<Element, 4>(a, b, accumulate, upper, lower);
      break;
  }
}

template <typename Element>
__device__ __forceinline__ void MultiplyTile(const RepackPlan& plan, const char* queries,
                                             const char* keys, float (&upper)[kSums],
                                             float (&lower)[kSums]) {
  const uint64_t a = MatrixDescriptor(SharedAddress(queries));
  const uint64_t b = MatrixDescriptor(SharedAddress(keys));
#pragma unroll 1
  for (int panel = 0; panel < plan.panels; ++panel) {
    MultiplyPanel<Element>(a + static_cast<uint64_t>(panel) * (kQueryPanelBytes >> 4),
                           b + static_cast<uint64_t>(panel) * (kKeyPanelBytes >> 4),
                           panel + 1 < plan.panels ? kDepth / kStep : plan.last_steps, panel > 0,
                           upper, lower);
  }
  CommitWgmma();
  WaitWgmma<0>();
#pragma unroll
  for (int i = 0; i < kSums; ++i) asm volatile("" : "+f"(upper[i]), "+f"(lower[i])::"memory");
}

template <typename Element>
__device__ __forceinline__ void Consume(const Arguments& arguments, const SharedMemory& shared,
                                        int worker, int group, int warp, int lane) {
  const RepackPlan& plan = arguments.plan;
  Barriers& barriers = *shared.barriers;
  char* const box = shared.stores + (4 * group + warp) * (plan.store_boxes == 2 ? 2 : 1) * kStoreBytes;
  const int warp_row = group * kGroupQueries + warp * 16;
  float upper[kSums] = {};
  float lower[kSums] = {};
  RingPlace queries;
  RingPlace keys;
  Cursor cursor;
  Segment segment;
  while (NextSegment(plan.schedule, worker, cursor, segment)) {
    const UnitPlace unit = PlaceUnit(plan, segment.unit);
    Wait(&barriers.query_full[queries.slot], queries.parity);
    const char* const my_queries = shared.queries + queries.slot * plan.panels * kQueryPanelBytes +
                                   group * kGroupQueries * kLineBytes;
#pragma unroll 1
    for (int tile = segment.begin; tile < segment.end; ++tile) {
      Wait(&barriers.key_full[keys.slot], keys.parity);
      MultiplyTile<Element>(plan, my_queries,
                            shared.keys + keys.slot * plan.panels * kKeyPanelBytes, upper, lower);
      if (lane == 0) {
        Arrive(&barriers.key_empty[keys.slot]);
        if (tile + 1 == segment.end) Arrive(&barriers.query_empty[queries.slot]);
      }
      keys.Advance(plan.key_buffers);
      const WarpPlace place = {unit.matrix, unit.row + warp_row, tile * kKeys};
      StoreSums<Element>(arguments, place, upper, lane, box);
      StoreSums<Element>(arguments, {place.matrix, place.row + kBlockQueries, place.column}, lower,
                         lane, box);
    }
    queries.Advance(plan.query_buffers);
  }
  if (lane == 0 && plan.store_boxes > 0) WaitStores();
}

}  // namespace attnwatch::hopper::repack
