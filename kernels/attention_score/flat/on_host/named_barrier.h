// SPDX-License-Identifier: Apache-2.0
//
// named_barrier.cuh on the host: device.h.
#pragma once

#include "kernels/attention_score/flat/on_host/block.h"

namespace attnwatch::hopper {

template <int kNumber, int kThreads>
void ArriveNamed() {
  on_host::block->Named(kNumber, kThreads).Arrive();
}
template <int kNumber, int kThreads>
void SyncNamed() {
  on_host::PhaseBarrier& barrier = on_host::block->Named(kNumber, kThreads);
  const uint32_t parity = barrier.parity();
  barrier.Arrive();
  barrier.Wait(parity);
}

}  // namespace attnwatch::hopper
