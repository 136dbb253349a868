// SPDX-License-Identifier: Apache-2.0
//
// How the multiplying warps pack a block of keys: what arrives for a warp, rows as queries are,
// goes to the rows of the block in the order of KeyRow, zeros behind its end.
#pragma once

#include "kernels/attention_score/flat/lines_runs.cuh"

namespace attnwatch::hopper::lines {

// The keys of the block of which a lane has a run: `key` and 64 further, where there are so many.
template <int kBlockKeys>
__device__ __forceinline__ void StorePanel(uint32_t panel, int key, int lane, const Fragment& run) {
#pragma unroll
  for (int i = 0; i < 2 * kRunWords; ++i) {
    const int lower = i / kRunWords;
    if (key + 64 * lower >= kBlockKeys) break;
    StoreSharedWord(
        panel + PackedOffset(KeyRow(key), lane % 4, i % kRunWords) + lower * 64 * kLineBytes,
        run.words[lower][i % kRunWords]);
  }
}

template <int kBlockKeys>
__device__ __forceinline__ void StoreHalfPanel(uint32_t panel, int key, int lane,
                                               const Fragment& run) {
#pragma unroll
  for (int i = 0; i < kRunWords; ++i) {
    const int lower = i / (kRunWords / 2);
    if (key + 64 * lower >= kBlockKeys) break;
    StoreSharedWord(panel + HalfPackedOffset(KeyRow(key), lane % 4, i % (kRunWords / 2)) +
                        lower * 64 * kLineBytes / 2,
                    run.words[lower][i % (kRunWords / 2)]);
  }
}

template <int kBlockKeys, bool kAligned>
__device__ __forceinline__ void PackKeys(const Arguments& arguments, const UnitPlace& unit,
                                         uint32_t panels, int warp, int lane,
                                         Lines<kAligned>& lines) {
  const LinesPlan& plan = arguments.plan;
  // Otherwise the compiler keeps all addresses from unit to unit, in registers that the sums need.
  asm volatile("" : "+r"(lane));
  const RunPlace place =
      PlaceRuns(plan, RowAddress(plan, arguments.key, unit.row + unit.key), warp, lane);
  const int keys = min(unit.keys, kBlockKeys);
  constexpr int kPanelBytes = kBlockKeys * kLineBytes;
#pragma unroll 1
  for (int tile = 0; tile < keys; tile += kTileRows) {
    const int key = tile + warp + kWarps * (lane / 4);
    uint32_t panel = panels + (plan.panels - 1) * kPanelBytes;
    Fragment run;
    lines.LoadLast(plan, place, lane, run);
    if (plan.last_steps == kSteps) {
      StorePanel<kBlockKeys>(panel, key, lane, run);
    } else {
      StoreHalfPanel<kBlockKeys>(panel, key, lane, run);
    }
#pragma unroll 1
    while (panel > panels) {
      panel -= kPanelBytes;
      lines.LoadNext(plan, place, lane, run);
      StorePanel<kBlockKeys>(panel, key, lane, run);
    }
    lines.Release();
  }
  FenceForWgmma();
}

}  // namespace attnwatch::hopper::lines
