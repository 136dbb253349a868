// SPDX-License-Identifier: Apache-2.0
//
// async_copy.cuh on the host: device.h. A copy is done at once, which no barrier tells before
// ArriveWhenCopied.
#pragma once

#include <cstring>

#include "kernels/attention_score/flat/mbarrier.cuh"

namespace attnwatch::hopper {

inline void CopyChunk(uint32_t to, const char* from) {
  std::memcpy(on_host::block->At(to), from, 16);
}
inline void CopyChunkIf(bool wanted, uint32_t to, const char* from) {
  if (wanted) CopyChunk(to, from);
}
inline void ArriveWhenCopied(uint32_t barrier) { Arrive(barrier); }

}  // namespace attnwatch::hopper
