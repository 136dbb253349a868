// SPDX-License-Identifier: Apache-2.0
//
// A warpgroup's half of a tile: a panel of queries is in registers while it is multiplied, and the
// next arrives.
#pragma once

#include "kernels/attention_score/flat/lines_multiply.cuh"

namespace attnwatch::hopper::lines {

// The panel before the one that was begun last, into registers that no multiplication reads any
// more, and on to `sums`; what `previous` was multiplied by is then done.
template <typename Element, bool kAligned, int kCount>
__device__ __forceinline__ void MultiplyNextPanel(const LinesPlan& plan, const RunPlace& place,
                                                  uint32_t keys, int lane, Lines<kAligned>& lines,
                                                  Fragment& queries, Fragment& previous,
                                                  float (&sums)[kCount]) {
  lines.LoadNext(plan, place, lane, queries);
  FenceWgmma();
  MultiplyPanel<Element>(queries, keys, sums);
  CommitWgmma();
  WaitWgmma<1>();
  UseFragmentUntilHere(previous);
}

// sums = a warpgroup's half of a tile. Panels from the last one on: it is the one that differs, and
// its registers are known so.
template <typename Element, bool kAligned, int kCount>
__device__ __forceinline__ void MultiplyTile(const LinesPlan& plan, const RunPlace& place,
                                             uint32_t panels, int lane, Lines<kAligned>& lines,
                                             float (&sums)[kCount]) {
  constexpr uint32_t kPanelBytes = 2 * kCount * kLineBytes;
  Fragment even;
  Fragment odd = {};  // of a single panel it stays unused
  uint32_t keys = panels + (plan.panels - 1) * kPanelBytes;
  lines.LoadLast(plan, place, lane, even);
  FenceWgmma();
  MultiplyLastPanel<Element>(plan, even, keys, sums);
  CommitWgmma();
#pragma unroll 1
  while (keys > panels) {
    keys -= kPanelBytes;
    MultiplyNextPanel<Element>(plan, place, keys, lane, lines, odd, even, sums);
    if (keys == panels) break;
    keys -= kPanelBytes;
    MultiplyNextPanel<Element>(plan, place, keys, lane, lines, even, odd, sums);
  }
  lines.Release();
  WaitWgmma<0>();
  UseSumsFromHere(sums);
  UseFragmentUntilHere(even);
  UseFragmentUntilHere(odd);
}

}  // namespace attnwatch::hopper::lines
