// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/cublas.h"

#include <exception>
#include <stdexcept>

namespace attnwatch {
namespace {

const SharedLibrary& Library() {
  static const SharedLibrary library("libcublas.so." + std::to_string(CUBLAS_VER_MAJOR));
  return library;
}

}  // namespace

CublasApi::CublasApi(const SharedLibrary& library)
    : create(library.Find<decltype(create)>("cublasCreate_v2")),
      set_stream(library.Find<decltype(set_stream)>("cublasSetStream_v2")),
      set_workspace(library.Find<decltype(set_workspace)>("cublasSetWorkspace_v2")),
      get_version(library.Find<decltype(get_version)>("cublasGetVersion_v2")),
      get_status_string(library.Find<decltype(get_status_string)>("cublasGetStatusString")),
      gemm_strided_batched_ex(
          library.Find<decltype(gemm_strided_batched_ex)>("cublasGemmStridedBatchedEx_64")) {}

Cublas& Cublas::Shared() {
  static Cublas* const shared = new Cublas;
  return *shared;
}

std::optional<std::string> Cublas::Missing() {
  try {
    const CublasApi api(Library());
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

Cublas::Cublas() : api(Library()), workspace_(kWorkspaceBytes) {
  CUBLAS_CHECK(*this, api.create(&handle_));
}

void Cublas::UseStream(cudaStream_t stream) {
  CUBLAS_CHECK(*this, api.set_stream(handle_, stream));
  CUBLAS_CHECK(*this, api.set_workspace(handle_, workspace_.data(), workspace_.bytes()));
}

std::string Cublas::Version() const {
  int version = 0;
  CUBLAS_CHECK(*this, api.get_version(handle_, &version));
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

void Cublas::Check(cublasStatus_t status, const char* call) const {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  const std::string name(call, std::string(call).find('('));
  throw std::runtime_error(name + ": " + api.get_status_string(status));
}

}  // namespace attnwatch
