// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/stream.h"

#include "kernels/cuda/cuda_check.h"

namespace attnwatch {

CudaStream::CudaStream() {
  cudaStream_t stream = nullptr;
  CUDA_CHECK(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
  stream_.reset(stream);
}

void CudaStream::Synchronize() const { CUDA_CHECK(cudaStreamSynchronize(stream_.get())); }

CudaEvent::CudaEvent() {
  cudaEvent_t event = nullptr;
  CUDA_CHECK(cudaEventCreate(&event));
  event_.reset(event);
}

void CudaEvent::Record(const CudaStream& stream) const {
  CUDA_CHECK(cudaEventRecord(event_.get(), stream.get()));
}

double CudaEvent::SecondsSince(const CudaEvent& earlier) const {
  float milliseconds = 0;
  CUDA_CHECK(cudaEventElapsedTime(&milliseconds, earlier.event_.get(), event_.get()));
  return static_cast<double>(milliseconds) * 1e-3;
}

}  // namespace attnwatch
