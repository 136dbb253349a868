// SPDX-License-Identifier: Apache-2.0
//
// warp_matrices.cuh on the host: device.h. The lanes tell each other where their rows are.
#pragma once

#include "kernels/attention_score/flat/mbarrier.cuh"
#include "kernels/attention_score/flat/on_host/device.h"

namespace attnwatch {

// Calls use(m, word) for the word of each of four matrices that is this thread's.
template <typename Use>
void ForOwnWords(uint32_t row, Use use) {
  on_host::Block& block = *on_host::block;
  const on_host::Block::Words& words = block.TellWarp({row});
  const int lane = on_host::Lane();
  for (int m = 0; m < 4; ++m) {
    use(m, *reinterpret_cast<uint32_t*>(block.At(words[8 * m + lane / 4][0]) + lane % 4 * 4));
  }
  block.SyncWarp();
}

inline void LoadMatrices(uint32_t (&m)[4], uint32_t row) {
  ForOwnWords(row, [&](int i, const uint32_t& word) { m[i] = word; });
}

inline void StoreMatrices(void* row, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  const uint32_t values[4] = {a, b, c, d};
  ForOwnWords(hopper::SharedAddress(row), [&](int i, uint32_t& word) { word = values[i]; });
}

}  // namespace attnwatch
