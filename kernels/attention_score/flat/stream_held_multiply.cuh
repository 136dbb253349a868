// SPDX-License-Identifier: Apache-2.0
//
// A warpgroup's 64 queries, held in registers, and how they are multiplied by a tile's keys.
#pragma once

#include "kernels/attention_score/flat/stream_shared.cuh"
#include "kernels/attention_score/flat/warp_matrices.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper::stream {

inline constexpr int kPanelSteps = kDepth / kStep;

// What a thread has of 64 queries: for each step the four words that wgmma takes.
template <int kPanels>
struct Queries {
  uint32_t words[kPanels * kPanelSteps][4];
};

// `panels` is where the warpgroup's are.
template <int kPanels>
__device__ __forceinline__ void HoldQueries(uint32_t panels, int warp, int lane,
                                            Queries<kPanels>& queries) {
  const int row = 16 * warp + lane % 16;
#pragma unroll
  for (int i = 0; i < kPanels * kPanelSteps; ++i) {
    const int chunk = 2 * (i % kPanelSteps) + lane / 16;
    LoadMatrices(queries.words[i], panels + i / kPanelSteps * kBlockPanelBytes +
                                       Swizzle(row * kLineBytes + chunk * 16));
  }
}

// Zero, which the compiler cannot know: what it is added to waits until all words have come. An
// arrival alone orders the loads before it with what threads write after it, not with what the copy
// engine does: on an H200 up to one in five launches at d=240 had wrong scores.
template <int kPanels>
__device__ __forceinline__ uint32_t ZeroOnceThere(const Queries<kPanels>& queries) {
  uint32_t all = 0;
#pragma unroll
  for (const auto& step : queries.words) all ^= step[0] ^ step[1] ^ step[2] ^ step[3];
  uint32_t next = all + 1;
  asm volatile("" : "+r"(all), "+r"(next));
  return all * next % 2;
}

// sums (+)= queries by keys, over the first steps of a panel; returns while it is under way.
template <typename Element, int kSteps, int kPanels, int kSums>
__device__ __forceinline__ void MultiplySteps(const Queries<kPanels>& queries, int panel,
                                              uint64_t keys, float (&sums)[kSums]) {
  FenceWgmma();
#pragma unroll
  for (int step = 0; step < kSteps; ++step) {
    const uint32_t(&words)[4] = queries.words[panel * kPanelSteps + step];
    Wgmma(Element{}, sums, words[0], words[1], words[2], words[3], keys + step * kDescriptorStep,
          panel > 0 || step > 0);
  }
  CommitWgmma();
}

template <typename Element, int kPanels, int kSums>
__device__ __forceinline__ void MultiplyLastPanel(const Queries<kPanels>& queries, int steps,
                                                  uint64_t keys, float (&sums)[kSums]) {
  constexpr int kLast = kPanels - 1;
  switch (steps) {
    case 1:
      return MultiplySteps<Element, 1>(queries, kLast, keys, sums);
    case 2:
      return MultiplySteps<Element, 2>(queries, kLast, keys, sums);
    case 3:
      return MultiplySteps<Element, 3>(queries, kLast, keys, sums);
    default:
      return MultiplySteps<Element, 4>(queries, kLast, keys, sums);
  }
}

// The slots of keys as one warp uses them.
struct KeySlots {
  uint32_t keys;
  uint32_t full;
  uint32_t empty;
  int count;
  int bytes;
  int lane;
  RingPlace at;

  __device__ __forceinline__ uint64_t WaitForNext() const {
    Wait(full + at.slot * kBarrierSize, at.parity);
    return MatrixDescriptor(keys + at.slot * bytes);
  }
  __device__ __forceinline__ void Release(int slot) const {
    if (lane == 0) Arrive(empty + slot * kBarrierSize);
  }
};

// sums = the products of a tile. Slots are given back one multiplication late: when it is known to
// have read them.
template <typename Element, int kPanels, int kSums>
__device__ __forceinline__ void MultiplyHeldTile(const Queries<kPanels>& queries, int last_steps,
                                                 KeySlots& slots, float (&sums)[kSums]) {
  int done = 0;
#pragma unroll
  for (int panel = 0; panel < kPanels; ++panel) {
    const uint64_t keys = slots.WaitForNext();
    if (panel + 1 < kPanels) {
      MultiplySteps<Element, kPanelSteps>(queries, panel, keys, sums);
    } else {
      MultiplyLastPanel<Element>(queries, last_steps, keys, sums);
    }
    if (panel > 0) {
      WaitWgmma<1>();
      slots.Release(done);
    }
    done = slots.at.slot;
    slots.at.Advance(slots.count);
  }
  WaitWgmma<0>();
  UseSumsFromHere(sums);
  slots.Release(done);
}

// Of a tile that a warpgroup has no queries for.
template <int kPanels>
__device__ __forceinline__ void SkipTile(KeySlots& slots) {
#pragma unroll 1
  for (int panel = 0; panel < kPanels; ++panel) {
    slots.WaitForNext();
    __syncwarp();  // who still waited could miss the phase: the slot may be filled again at once
    slots.Release(slots.at.slot);
    slots.at.Advance(slots.count);
  }
}

}  // namespace attnwatch::hopper::stream
