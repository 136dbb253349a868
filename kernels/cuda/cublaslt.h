// SPDX-License-Identifier: Apache-2.0
//
// CublasLt: cuBLASLt as the suite uses it: opened at run time, one handle and one fixed workspace a
// process.
//
//   CublasLt& lt = CublasLt::Shared();   // throws where it is missing
//   CUBLASLT_CHECK(lt, lt.api.matmul(lt.handle(), ...));
#pragma once

#include <cublasLt.h>

#include <memory>
#include <optional>
#include <string>

#include "kernels/cuda/device_memory.h"
#include "kernels/cuda/shared_library.h"

namespace attnwatch {

// The functions used, as the header declares them.
struct CublasLtApi {
  explicit CublasLtApi(const SharedLibrary& library);

  decltype(&cublasLtCreate) create;
  decltype(&cublasLtGetVersion) get_version;
  decltype(&cublasLtGetStatusString) get_status_string;
  decltype(&cublasLtMatmul) matmul;
  decltype(&cublasLtMatmulDescCreate) desc_create;
  decltype(&cublasLtMatmulDescDestroy) desc_destroy;
  decltype(&cublasLtMatmulDescSetAttribute) desc_set;
  decltype(&cublasLtMatrixLayoutCreate) layout_create;
  decltype(&cublasLtMatrixLayoutDestroy) layout_destroy;
  decltype(&cublasLtMatrixLayoutSetAttribute) layout_set;
  decltype(&cublasLtMatmulPreferenceCreate) preference_create;
  decltype(&cublasLtMatmulPreferenceDestroy) preference_destroy;
  decltype(&cublasLtMatmulPreferenceSetAttribute) preference_set;
  decltype(&cublasLtMatmulAlgoGetHeuristic) get_heuristic;
  decltype(&cublasLtMatmulAlgoCheck) algo_check;
  decltype(&cublasLtMatmulAlgoConfigGetAttribute) algo_get;
};

class CublasLt {
 public:
  // The process' one, made on first use on the current device and never destroyed: at the end of
  // a process CUDA may be gone before it. Throws std::runtime_error.
  static CublasLt& Shared();

  // Why there is none here, or nothing. Opens the library, makes no handle.
  static std::optional<std::string> Missing();

  CublasLt(const CublasLt&) = delete;
  CublasLt& operator=(const CublasLt&) = delete;

  cublasLtHandle_t handle() const { return handle_; }
  const DeviceMemory& workspace() const { return workspace_; }
  std::string Version() const;  // "13.1.0"
  // Throws std::runtime_error naming the call, where `status` is not success.
  void Check(cublasStatus_t status, const char* call) const;

  const CublasLtApi api;

 private:
  CublasLt();

  cublasLtHandle_t handle_ = nullptr;
  DeviceMemory workspace_;
};

#define CUBLASLT_CHECK(lt, call) (lt).Check((call), #call)

}  // namespace attnwatch
