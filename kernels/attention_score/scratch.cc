// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/scratch.h"

#include "kernels/cuda/device_memory.h"

namespace attnwatch {
namespace {

DeviceMemory& Scratch() {
  static auto* const scratch = new DeviceMemory;  // never freed: CUDA may be gone at exit
  return *scratch;
}

}  // namespace

void GrowScratch(int64_t bytes) {
  if (Scratch().bytes() >= static_cast<size_t>(bytes)) return;
  Scratch() = DeviceMemory();  // first, so that the two do not have to fit together
  Scratch() = DeviceMemory(static_cast<size_t>(bytes));
}

void* ScratchData() { return Scratch().data(); }

}  // namespace attnwatch
