// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/segment_counter.h"

#include <cuda_runtime.h>

#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper {

std::shared_ptr<const DeviceMemory> MakeSegmentCounter() {
  auto counter = std::make_shared<const DeviceMemory>(sizeof(unsigned));
  CUDA_CHECK(cudaMemset(counter->data(), 0, counter->bytes()));
  CUDA_CHECK(cudaStreamSynchronize(nullptr));  // launches may be in streams that do not wait for it
  return counter;
}

}  // namespace attnwatch::hopper
