// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/cublaslt.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <stdexcept>

#include "kernels/attention_score/cublaslt_pins.h"
#include "kernels/cuda/cublaslt.h"
#include "kernels/cuda/cuda_check.h"
#include "kernels/cuda/gpu.h"

namespace attnwatch {
namespace {

const std::optional<std::string>& Missing() {
  static const std::optional<std::string> missing = [] {
    const auto gpu = GpuMissing();
    return gpu ? gpu : CublasLt::Missing();
  }();
  return missing;
}

cublasLtMatmulAlgo_t Choice(const CublasLtMatmul& matmul, int rank) {
  const auto choices = matmul.Choices();
  if (static_cast<size_t>(rank) > choices.size()) {
    throw std::runtime_error("cuBLASLt offers " + std::to_string(choices.size()) +
                             " algorithms for this problem");
  }
  return choices[static_cast<size_t>(rank) - 1];
}

std::string DeviceName() {
  int device = 0;
  CUDA_CHECK(cudaGetDevice(&device));
  cudaDeviceProp properties{};
  CUDA_CHECK(cudaGetDeviceProperties(&properties, device));
  return properties.name;
}

cublasLtMatmulAlgo_t PinnedChoice(const AttentionScoreProblem& problem) {
  static const std::string device = DeviceName();
  const std::string version = CublasLt::Shared().Version();
  const auto* const words = CublasLtPins::Shared().Find(device, version, problem);
  if (words == nullptr) {
    throw std::runtime_error("no algorithm is pinned for " + device + ", cuBLASLt " + version +
                             " and this problem (attnwatch pin)");
  }
  cublasLtMatmulAlgo_t algorithm{};
  std::copy(words->begin(), words->end(), std::begin(algorithm.data));
  return algorithm;
}

template <typename Work>
std::optional<std::string> WhyNot(const Work& work) {
  if (Missing()) return Missing();
  try {
    work();
    return std::nullopt;
  } catch (const std::exception& error) {
    return error.what();
  }
}

Launch Prepare(const std::shared_ptr<const CublasLtMatmul>& matmul,
               const cublasLtMatmulAlgo_t& algorithm, const AttentionScoreTensors& tensors) {
  return [=](Stream stream) { matmul->Run(algorithm, tensors, stream); };
}

}  // namespace

template <int rank>
std::optional<std::string> CublasLtUnsupported(const AttentionScoreProblem& problem) {
  return WhyNot([&] { Choice(CublasLtMatmul(problem), rank); });
}

template <int rank>
Launch PrepareCublasLt(const AttentionScoreProblem& problem, const AttentionScoreTensors& tensors) {
  const auto matmul = std::make_shared<const CublasLtMatmul>(problem);
  return Prepare(matmul, Choice(*matmul, rank), tensors);
}

template <int rank>
std::string CublasLtAlgorithm(const AttentionScoreProblem& problem) {
  return "rank=" + std::to_string(rank) + " " +
         DescribeCublasLtAlgorithm(Choice(CublasLtMatmul(problem), rank));
}

std::optional<std::string> CublasLtBestUnsupported(const AttentionScoreProblem& problem) {
  return WhyNot([&] {
    if (!CublasLtMatmul(problem).Accepts(PinnedChoice(problem))) {
      throw std::runtime_error("the pinned algorithm is not accepted by this cuBLASLt");
    }
  });
}

Launch PrepareCublasLtBest(const AttentionScoreProblem& problem,
                           const AttentionScoreTensors& tensors) {
  return Prepare(std::make_shared<const CublasLtMatmul>(problem), PinnedChoice(problem), tensors);
}

std::string CublasLtBestAlgorithm(const AttentionScoreProblem& problem) {
  return "pinned " + DescribeCublasLtAlgorithm(PinnedChoice(problem));
}

#define ATTNWATCH_CUBLASLT_RANK(rank)                                                          \
  template std::optional<std::string> CublasLtUnsupported<rank>(const AttentionScoreProblem&); \
  template Launch PrepareCublasLt<rank>(const AttentionScoreProblem&,                          \
                                        const AttentionScoreTensors&);                         \
  template std::string CublasLtAlgorithm<rank>(const AttentionScoreProblem&)
ATTNWATCH_CUBLASLT_RANK(1);
ATTNWATCH_CUBLASLT_RANK(2);
ATTNWATCH_CUBLASLT_RANK(3);
ATTNWATCH_CUBLASLT_RANK(4);
ATTNWATCH_CUBLASLT_RANK(5);
ATTNWATCH_CUBLASLT_RANK(6);
ATTNWATCH_CUBLASLT_RANK(7);
ATTNWATCH_CUBLASLT_RANK(8);
#undef ATTNWATCH_CUBLASLT_RANK

}  // namespace attnwatch
