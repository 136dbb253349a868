// SPDX-License-Identifier: Apache-2.0
//
// shared_words.cuh on the host: device.h.
#pragma once

#include "kernels/attention_score/flat/on_host/device.h"

namespace attnwatch::hopper {

inline void StoreSharedWord(uint32_t to, uint32_t value) {
  *reinterpret_cast<uint32_t*>(on_host::block->At(to)) = value;
}
inline uint32_t LoadSharedWord(uint32_t from) {
  return *reinterpret_cast<const uint32_t*>(on_host::block->At(from));
}
inline uint4 LoadSharedChunk(uint32_t from) {
  return *reinterpret_cast<const uint4*>(on_host::block->At(from));
}

}  // namespace attnwatch::hopper
