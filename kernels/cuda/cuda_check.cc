// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/cuda_check.h"

#include <stdexcept>
#include <string>

namespace attnwatch {

void CudaCheck(cudaError_t error, const char* call) {
  if (error == cudaSuccess) return;
  cudaGetLastError();  // an error that is reported is not to be reported again by the next call
  throw std::runtime_error(std::string(call) + ": " + cudaGetErrorString(error) + " (" +
                           cudaGetErrorName(error) + ")");
}

}  // namespace attnwatch
