// SPDX-License-Identifier: Apache-2.0
//
// The lines of a multiplying warp's rows, as they arrive, and how a lane reads its runs of them: a
// panel is in its own line and in the one behind it, which arrives before.
#pragma once

#include "kernels/attention_score/flat/lines_shared.cuh"
#include "kernels/attention_score/flat/shared_words.cuh"
#include "kernels/attention_score/flat/wgmma.cuh"

namespace attnwatch::hopper::lines {

// What a lane has of a panel of 16 rows of a: of its row lane / 4 and of the one 8 below.
struct Fragment {
  uint32_t words[2][kRunWords];  // two for each step
};

// Keeps the compiler from giving away the registers of a, which it believes to be free, before
// wgmma has read them.
__device__ __forceinline__ void UseFragmentUntilHere(Fragment& a) {
#pragma unroll
  for (int i = 0; i < 2 * kRunWords; ++i) {
    asm volatile("" : "+r"(a.words[i / kRunWords][i % kRunWords]));
  }
}

// Where a lane's runs are, in rows that all begin equally far behind a multiple of 16 bytes.
struct RunPlace {
  int start;  // of the row behind its first line
  int shift;  // elements behind a multiple of 16 bytes: the same in all lanes
};

// Of every eighth row from `rows` + `warp` rows on.
__device__ __forceinline__ RunPlace PlaceRuns(const LinesPlan& plan, const char* rows, int warp,
                                              int lane) {
  const auto first =
      static_cast<uint32_t>(reinterpret_cast<uintptr_t>(rows)) + warp * 2 * plan.head_dim;
  const uint32_t own = first + kWarps * (lane / 4) * 2 * plan.head_dim;
  return {static_cast<int>(own % kLineBytes), static_cast<int>(first % kChunkBytes / 2)};
}

// The two stages of a panel.
struct PanelStages {
  uint32_t line;
  uint32_t behind;
};

// A lane's run, or half of one, of both of its rows.
template <int kShift, bool kHalf>
__device__ __forceinline__ void LoadRun(const LinesPlan& plan, const PanelStages& stages,
                                        const RunPlace& place, int lane, Fragment& run) {
  constexpr int kChunks = (kHalf ? kHalfChunks : kRunChunks) - (kShift == 0 ? 1 : 0);
  uint32_t from[kChunks];
#pragma unroll
  for (int i = 0; i < kChunks; ++i) {
    const int chunk =
        kHalf ? HalfRunChunk(place.start, lane % 4, i) : RunChunk(place.start, lane % 4, i);
    from[i] =
        (chunk < 8 ? stages.line : stages.behind) + StageOffset(lane / 4, chunk % 8, plan.head_dim);
  }
#pragma unroll
  for (int lower = 0; lower < 2; ++lower) {
    uint32_t words[4 * kChunks];
#pragma unroll
    for (int i = 0; i < kChunks; ++i) {
      const uint4 chunk = LoadSharedChunk(from[i] + lower * (8 * kLineBytes));
      words[4 * i] = chunk.x;
      words[4 * i + 1] = chunk.y;
      words[4 * i + 2] = chunk.z;
      words[4 * i + 3] = chunk.w;
    }
#pragma unroll
    for (int i = 0; i < (kHalf ? kRunWords / 2 : kRunWords); ++i) {
      run.words[lower][i] = RunWord<kShift>(words, i);
    }
  }
}

// The shift is one for the warp: words are where they are, instead of being selected by each lane.
template <bool kAligned, bool kHalf>
__device__ __forceinline__ void LoadPanel(const LinesPlan& plan, const PanelStages& stages,
                                          const RunPlace& place, int lane, Fragment& run) {
  if (kAligned) return LoadRun<0, kHalf>(plan, stages, place, lane, run);
  switch (place.shift) {
    case 0:
      return LoadRun<0, kHalf>(plan, stages, place, lane, run);
    case 1:
      return LoadRun<1, kHalf>(plan, stages, place, lane, run);
    case 2:
      return LoadRun<2, kHalf>(plan, stages, place, lane, run);
    case 3:
      return LoadRun<3, kHalf>(plan, stages, place, lane, run);
    case 4:
      return LoadRun<4, kHalf>(plan, stages, place, lane, run);
    case 5:
      return LoadRun<5, kHalf>(plan, stages, place, lane, run);
    case 6:
      return LoadRun<6, kHalf>(plan, stages, place, lane, run);
    default:
      return LoadRun<7, kHalf>(plan, stages, place, lane, run);
  }
}

// Zeros for what lies behind the row's end, whatever is there.
__device__ __forceinline__ void MaskLastPanel(const LinesPlan& plan, int lane, Fragment& run) {
#pragma unroll
  for (int i = 0; i < kRunWords; ++i) {
    if (i >= 2 * plan.last_steps) break;
    const uint32_t mask = WordMask(plan.last_elements - RunElement(plan.last_steps, lane % 4, i));
    run.words[0][i] &= mask;
    run.words[1][i] &= mask;
  }
}

// What arrives for a warp. Of 16 rows: LoadLast, LoadNext for each panel before, Release.
template <bool kAligned>
struct Lines {
  Ring ring;
  RingPlace at;
  int taken;  // the stage that was taken last
  PanelStages panel;

  __device__ __forceinline__ void Take() {
    Wait(ring.Full(at.slot), at.parity);
    panel.behind = panel.line;
    panel.line = ring.Stage(at.slot);
  }
  __device__ __forceinline__ void Release() { Arrive(ring.Empty(taken)); }
  __device__ __forceinline__ void Advance(const LinesPlan& plan) {
    taken = at.slot;
    at.Advance(plan.stages);
  }

  __device__ __forceinline__ void LoadLast(const LinesPlan& plan, const RunPlace& place, int lane,
                                           Fragment& run) {
    const bool more_lines = plan.lines > plan.panels;
    if (more_lines) {
      Take();
      Advance(plan);
    }
    Take();
    // Nothing of the row is behind it. What is read is dropped, but nobody must be writing it.
    if (!more_lines) panel.behind = panel.line;
    if (plan.last_steps == kSteps) {
      LoadPanel<kAligned, false>(plan, panel, place, lane, run);
    } else {
      LoadPanel<kAligned, true>(plan, panel, place, lane, run);
    }
    MaskLastPanel(plan, lane, run);
    if (more_lines) Release();
    Advance(plan);
  }
  __device__ __forceinline__ void LoadNext(const LinesPlan& plan, const RunPlace& place, int lane,
                                           Fragment& run) {
    Take();
    LoadPanel<kAligned, false>(plan, panel, place, lane, run);
    Release();
    Advance(plan);
  }
};

}  // namespace attnwatch::hopper::lines
