// SPDX-License-Identifier: Apache-2.0
//
// Cublas: cuBLAS as the suite uses it: opened at run time, one handle and one fixed workspace a
// process.
//
//   Cublas& cublas = Cublas::Shared();   // throws where it is missing
//   cublas.UseStream(stream);
//   CUBLAS_CHECK(cublas, cublas.api.gemm_strided_batched_ex(cublas.handle(), ...));
#pragma once

#include <cublas_v2.h>

#include <optional>
#include <string>

#include "kernels/cuda/device_memory.h"
#include "kernels/cuda/shared_library.h"

namespace attnwatch {

// The functions used, as the header declares them.
struct CublasApi {
  explicit CublasApi(const SharedLibrary& library);

  decltype(&cublasCreate_v2) create;
  decltype(&cublasSetStream_v2) set_stream;
  decltype(&cublasSetWorkspace_v2) set_workspace;
  decltype(&cublasGetVersion_v2) get_version;
  decltype(&cublasGetStatusString) get_status_string;
  decltype(&cublasGemmStridedBatchedEx_64) gemm_strided_batched_ex;
};

class Cublas {
 public:
  // The process' one, made on first use on the current device and never destroyed: at the end of
  // a process CUDA may be gone before it. Throws std::runtime_error.
  static Cublas& Shared();

  // NVIDIA's recommendation for Hopper; part of what is measured, because it bounds which kernels
  // the library may choose.
  static constexpr size_t kWorkspaceBytes = size_t{32} << 20;

  // Why there is none here, or nothing. Opens the library, makes no handle.
  static std::optional<std::string> Missing();

  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  cublasHandle_t handle() const { return handle_; }
  // Setting a stream resets a handle's workspace to the library's own pool, whose size depends on
  // the version and with it the choice of kernel: ours is set again, after the stream.
  void UseStream(cudaStream_t stream);
  std::string Version() const;  // "13.1.0"
  // Throws std::runtime_error naming the call, where `status` is not success.
  void Check(cublasStatus_t status, const char* call) const;

  const CublasApi api;

 private:
  Cublas();

  cublasHandle_t handle_ = nullptr;
  DeviceMemory workspace_;
};

#define CUBLAS_CHECK(cublas, call) (cublas).Check((call), #call)

}  // namespace attnwatch
