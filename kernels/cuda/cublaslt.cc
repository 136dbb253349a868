// SPDX-License-Identifier: Apache-2.0
#include "kernels/cuda/cublaslt.h"

#include <exception>
#include <stdexcept>

#include "kernels/cuda/cublas.h"

namespace attnwatch {
namespace {

const SharedLibrary& Library() {
  static const SharedLibrary library("libcublasLt.so." + std::to_string(CUBLAS_VER_MAJOR));
  return library;
}

}  // namespace

CublasLtApi::CublasLtApi(const SharedLibrary& library)
    : create(library.Find<decltype(create)>("cublasLtCreate")),
      get_version(library.Find<decltype(get_version)>("cublasLtGetVersion")),
      get_status_string(library.Find<decltype(get_status_string)>("cublasLtGetStatusString")),
      matmul(library.Find<decltype(matmul)>("cublasLtMatmul")),
      desc_create(library.Find<decltype(desc_create)>("cublasLtMatmulDescCreate")),
      desc_destroy(library.Find<decltype(desc_destroy)>("cublasLtMatmulDescDestroy")),
      desc_set(library.Find<decltype(desc_set)>("cublasLtMatmulDescSetAttribute")),
      layout_create(library.Find<decltype(layout_create)>("cublasLtMatrixLayoutCreate")),
      layout_destroy(library.Find<decltype(layout_destroy)>("cublasLtMatrixLayoutDestroy")),
      layout_set(library.Find<decltype(layout_set)>("cublasLtMatrixLayoutSetAttribute")),
      preference_create(
          library.Find<decltype(preference_create)>("cublasLtMatmulPreferenceCreate")),
      preference_destroy(
          library.Find<decltype(preference_destroy)>("cublasLtMatmulPreferenceDestroy")),
      preference_set(
          library.Find<decltype(preference_set)>("cublasLtMatmulPreferenceSetAttribute")),
      get_heuristic(library.Find<decltype(get_heuristic)>("cublasLtMatmulAlgoGetHeuristic")),
      algo_check(library.Find<decltype(algo_check)>("cublasLtMatmulAlgoCheck")),
      algo_get(library.Find<decltype(algo_get)>("cublasLtMatmulAlgoConfigGetAttribute")) {}

CublasLt& CublasLt::Shared() {
  static CublasLt* const shared = new CublasLt;
  return *shared;
}

std::optional<std::string> CublasLt::Missing() {
  try {
    const CublasLtApi api(Library());
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

CublasLt::CublasLt() : api(Library()), workspace_(Cublas::kWorkspaceBytes) {
  CUBLASLT_CHECK(*this, api.create(&handle_));
}

std::string CublasLt::Version() const {
  const size_t version = api.get_version();
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

void CublasLt::Check(cublasStatus_t status, const char* call) const {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  const std::string name(call, std::string(call).find('('));
  throw std::runtime_error(name + ": " + api.get_status_string(status));
}

}  // namespace attnwatch
