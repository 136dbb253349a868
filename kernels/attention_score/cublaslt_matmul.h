// SPDX-License-Identifier: Apache-2.0
//
// CublasLtMatmul: the problem as cuBLASLt sees it, and the algorithms that its heuristic offers.
//
//   const CublasLtMatmul matmul(problem);
//   const auto choices = matmul.Choices();          // best estimate first
//   matmul.Run(choices[0], tensors, stream);
#pragma once

#include <cublasLt.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "kernels/attention_score/kernel.h"
#include "kernels/attention_score/problem.h"

namespace attnwatch {

// How many algorithms the heuristic is asked for.
inline constexpr int kCublasLtChoices = 8;

// Every member throws std::runtime_error where the library refuses.
class CublasLtMatmul {
 public:
  explicit CublasLtMatmul(const AttentionScoreProblem& problem);

  // At most kCublasLtChoices, in the order of their estimated times.
  std::vector<cublasLtMatmulAlgo_t> Choices() const;
  // Whether this algorithm can do this problem on this device with our workspace.
  bool Accepts(const cublasLtMatmulAlgo_t& algorithm) const;
  void Run(const cublasLtMatmulAlgo_t& algorithm, const AttentionScoreTensors& tensors,
           Stream stream) const;

 private:
  struct Destroy {
    void operator()(cublasLtMatmulDesc_t description) const;
    void operator()(cublasLtMatrixLayout_t layout) const;
  };
  using Description = std::unique_ptr<std::remove_pointer_t<cublasLtMatmulDesc_t>, Destroy>;
  using Layout = std::unique_ptr<std::remove_pointer_t<cublasLtMatrixLayout_t>, Destroy>;

  Layout MakeLayout(int64_t rows, int64_t columns) const;

  AttentionScoreProblem problem_;
  Description description_;
  Layout key_;
  Layout query_;
  Layout scores_;
};

// "algo=66 tile=20 stages=35 splitk=1 reduction=0 swizzle=0 custom=0 inner=0 cluster=3
// data=<hex>": its settings, and the algorithm itself, as EncodeCublasLtAlgorithm writes it.
std::string DescribeCublasLtAlgorithm(const cublasLtMatmulAlgo_t& algorithm);

}  // namespace attnwatch
