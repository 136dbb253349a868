// SPDX-License-Identifier: Apache-2.0
//
// CudaCheck: every call of the CUDA runtime is checked; a failure throws one line that names the
// call.
//
//   CUDA_CHECK(cudaMalloc(&data, bytes));
//   // throws std::runtime_error: "cudaMalloc(&data, bytes): out of memory
//   (cudaErrorMemoryAllocation)" CUDA_CHECK(cudaGetLastError());   // after a kernel<<<>>> launch
#pragma once

#include <cuda_runtime.h>

namespace attnwatch {

// Throws where `error` is not success. `call` is the text of the call.
void CudaCheck(cudaError_t error, const char* call);

#define CUDA_CHECK(call) ::attnwatch::CudaCheck((call), #call)

}  // namespace attnwatch
