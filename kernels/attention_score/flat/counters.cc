// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/counters.h"

#include <cuda_runtime.h>

#include "kernels/cuda/cuda_check.h"
#include "kernels/cuda/device_memory.h"

namespace attnwatch::hopper {

std::shared_ptr<unsigned> MakeCounters(int count) {
  const auto memory = std::make_shared<const DeviceMemory>(count * sizeof(unsigned));
  CUDA_CHECK(cudaMemset(memory->data(), 0, memory->bytes()));
  CUDA_CHECK(cudaStreamSynchronize(nullptr));  // launches may be in streams that do not wait for it
  return {memory, static_cast<unsigned*>(memory->data())};
}

}  // namespace attnwatch::hopper
