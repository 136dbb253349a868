// SPDX-License-Identifier: Apache-2.0
//
// mbarrier.cuh on the host: device.h.
#pragma once

#include "kernels/attention_score/flat/on_host/block.h"

namespace attnwatch::hopper {

inline uint32_t SharedAddress(const void* pointer) { return on_host::block->AddressOf(pointer); }
inline void InitBarrier(uint32_t barrier, int arrivals) {
  on_host::block->BarrierAt(barrier).Init(arrivals);
}
inline void FenceBarrierInit() {}
inline void ArriveExpectBytes(uint32_t barrier, int bytes) {
  on_host::block->BarrierAt(barrier).ArriveExpectBytes(bytes);
}
inline void Arrive(uint32_t barrier) { on_host::block->BarrierAt(barrier).Arrive(); }
inline void Wait(uint32_t barrier, uint32_t parity) {
  on_host::block->BarrierAt(barrier).Wait(parity);
}

}  // namespace attnwatch::hopper
