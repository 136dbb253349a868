// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/cublaslt_matmul.h"

#include <algorithm>
#include <array>
#include <utility>

#include "kernels/attention_score/cublas.h"
#include "kernels/attention_score/cublaslt_pins.h"
#include "kernels/cuda/cublaslt.h"

namespace attnwatch {
namespace {

// What the library assumes of pointers where it is told nothing, and what ours have.
constexpr int64_t kBaseAlignment = 256;

template <typename Value>
void SetDescription(cublasLtMatmulDesc_t description, cublasLtMatmulDescAttributes_t attribute,
                    Value value) {
  CublasLt& lt = CublasLt::Shared();
  CUBLASLT_CHECK(lt, lt.api.desc_set(description, attribute, &value, sizeof value));
}

template <typename Value>
void SetLayout(cublasLtMatrixLayout_t layout, cublasLtMatrixLayoutAttribute_t attribute,
               Value value) {
  CublasLt& lt = CublasLt::Shared();
  CUBLASLT_CHECK(lt, lt.api.layout_set(layout, attribute, &value, sizeof value));
}

struct DestroyPreference {
  void operator()(cublasLtMatmulPreference_t preference) const {
    CublasLt::Shared().api.preference_destroy(preference);
  }
};
using Preference =
    std::unique_ptr<std::remove_pointer_t<cublasLtMatmulPreference_t>, DestroyPreference>;

template <typename Value>
void SetPreference(const Preference& preference, cublasLtMatmulPreferenceAttributes_t attribute,
                   Value value) {
  CublasLt& lt = CublasLt::Shared();
  CUBLASLT_CHECK(lt, lt.api.preference_set(preference.get(), attribute, &value, sizeof value));
}

// The alignment that every matrix of a batch has: the first one's is kBaseAlignment.
uint32_t BatchAlignment(int64_t stride_bytes) {
  return static_cast<uint32_t>(std::min(kBaseAlignment, stride_bytes & -stride_bytes));
}

Preference MakePreference(const AttentionScoreProblem& p) {
  CublasLt& lt = CublasLt::Shared();
  cublasLtMatmulPreference_t raw = nullptr;
  CUBLASLT_CHECK(lt, lt.api.preference_create(&raw));
  Preference preference(raw);
  SetPreference(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, lt.workspace().bytes());
  // Partial sums stay in float32: some offered algorithms round them to the scores' float16, which
  // the kernel tests caught on an H100 (cuBLASLt 13.1.0).
  SetPreference(
      preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
      uint32_t{CUBLASLT_REDUCTION_SCHEME_INPLACE | CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE});
  const auto element = static_cast<int64_t>(DtypeSize(p.dtype));
  const uint32_t inputs = BatchAlignment(p.seq_len * p.head_dim * element);
  const uint32_t scores = BatchAlignment(p.seq_len * p.seq_len * element);
  SetPreference(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, inputs);
  SetPreference(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, inputs);
  SetPreference(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, scores);
  SetPreference(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, scores);
  return preference;
}

int64_t Setting(const cublasLtMatmulAlgo_t& algorithm,
                cublasLtMatmulAlgoConfigAttributes_t attribute) {
  std::array<char, sizeof(int32_t)> bytes{};
  size_t written = 0;
  CublasLt& lt = CublasLt::Shared();
  const auto status = lt.api.algo_get(&algorithm, attribute, bytes.data(), bytes.size(), &written);
  if (status == CUBLAS_STATUS_SUCCESS && written == sizeof(int32_t)) {
    int32_t value = 0;
    std::copy_n(bytes.data(), sizeof value, reinterpret_cast<char*>(&value));
    return value;
  }
  uint16_t half = 0;  // the two shapes are 16 bits wide
  if (lt.api.algo_get(&algorithm, attribute, &half, sizeof half, &written) !=
      CUBLAS_STATUS_SUCCESS) {
    return -1;
  }
  return half;
}

}  // namespace

void CublasLtMatmul::Destroy::operator()(cublasLtMatmulDesc_t description) const {
  CublasLt::Shared().api.desc_destroy(description);
}

void CublasLtMatmul::Destroy::operator()(cublasLtMatrixLayout_t layout) const {
  CublasLt::Shared().api.layout_destroy(layout);
}

CublasLtMatmul::Layout CublasLtMatmul::MakeLayout(int64_t rows, int64_t columns) const {
  CublasLt& lt = CublasLt::Shared();
  cublasLtMatrixLayout_t raw = nullptr;
  CUBLASLT_CHECK(
      lt, lt.api.layout_create(&raw, CublasDataType(problem_.dtype), static_cast<uint64_t>(rows),
                               static_cast<uint64_t>(columns), rows));
  Layout layout(raw);
  SetLayout(raw, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, static_cast<int32_t>(problem_.matrix_count()));
  SetLayout(raw, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, rows * columns);
  return layout;
}

// As in cublas.cc: column-major, so S^T = K Q^T, keys first.
CublasLtMatmul::CublasLtMatmul(const AttentionScoreProblem& problem) : problem_(problem) {
  CublasLt& lt = CublasLt::Shared();
  cublasLtMatmulDesc_t raw = nullptr;
  CUBLASLT_CHECK(lt, lt.api.desc_create(&raw, CUBLAS_COMPUTE_32F, CUDA_R_32F));
  description_.reset(raw);
  const bool tn = problem.layout == attnwatch::Layout::kTn;
  SetDescription(raw, CUBLASLT_MATMUL_DESC_TRANSA, tn ? CUBLAS_OP_T : CUBLAS_OP_N);
  SetDescription(raw, CUBLASLT_MATMUL_DESC_TRANSB, CUBLAS_OP_N);
  const int64_t s = problem.seq_len;
  const int64_t d = problem.head_dim;
  key_ = tn ? MakeLayout(d, s) : MakeLayout(s, d);
  query_ = MakeLayout(d, s);
  scores_ = MakeLayout(s, s);
}

std::vector<cublasLtMatmulAlgo_t> CublasLtMatmul::Choices() const {
  CublasLt& lt = CublasLt::Shared();
  const Preference preference = MakePreference(problem_);
  std::array<cublasLtMatmulHeuristicResult_t, kCublasLtChoices> results{};
  int count = 0;
  const cublasStatus_t status = lt.api.get_heuristic(
      lt.handle(), description_.get(), key_.get(), query_.get(), scores_.get(), scores_.get(),
      preference.get(), kCublasLtChoices, results.data(), &count);
  if (status == CUBLAS_STATUS_NOT_SUPPORTED) return {};
  CUBLASLT_CHECK(lt, status);
  std::vector<cublasLtMatmulAlgo_t> choices;
  for (int i = 0; i < count; ++i) {
    if (results[static_cast<size_t>(i)].state == CUBLAS_STATUS_SUCCESS) {
      choices.push_back(results[static_cast<size_t>(i)].algo);
    }
  }
  return choices;
}

bool CublasLtMatmul::Accepts(const cublasLtMatmulAlgo_t& algorithm) const {
  CublasLt& lt = CublasLt::Shared();
  cublasLtMatmulHeuristicResult_t result{};
  const cublasStatus_t status =
      lt.api.algo_check(lt.handle(), description_.get(), key_.get(), query_.get(), scores_.get(),
                        scores_.get(), &algorithm, &result);
  return status == CUBLAS_STATUS_SUCCESS && result.workspaceSize <= lt.workspace().bytes();
}

void CublasLtMatmul::Run(const cublasLtMatmulAlgo_t& algorithm,
                         const AttentionScoreTensors& tensors, Stream stream) const {
  CublasLt& lt = CublasLt::Shared();
  const auto alpha = static_cast<float>(problem_.scale());
  const float beta = 0;
  CUBLASLT_CHECK(lt, lt.api.matmul(lt.handle(), description_.get(), &alpha, tensors.key, key_.get(),
                                   tensors.query, query_.get(), &beta, tensors.scores,
                                   scores_.get(), tensors.scores, scores_.get(), &algorithm,
                                   lt.workspace().data(), lt.workspace().bytes(), stream));
}

std::string DescribeCublasLtAlgorithm(const cublasLtMatmulAlgo_t& algorithm) {
  static constexpr std::array<std::pair<const char*, cublasLtMatmulAlgoConfigAttributes_t>, 9>
      kSettings = {{{"algo", CUBLASLT_ALGO_CONFIG_ID},
                    {"tile", CUBLASLT_ALGO_CONFIG_TILE_ID},
                    {"stages", CUBLASLT_ALGO_CONFIG_STAGES_ID},
                    {"splitk", CUBLASLT_ALGO_CONFIG_SPLITK_NUM},
                    {"reduction", CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME},
                    {"swizzle", CUBLASLT_ALGO_CONFIG_CTA_SWIZZLING},
                    {"custom", CUBLASLT_ALGO_CONFIG_CUSTOM_OPTION},
                    {"inner", CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID},
                    {"cluster", CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID}}};
  std::string text;
  for (const auto& [name, attribute] : kSettings) {
    text += std::string(name) + "=" + std::to_string(Setting(algorithm, attribute)) + " ";
  }
  CublasLtAlgorithmWords words{};
  std::copy(std::begin(algorithm.data), std::end(algorithm.data), words.begin());
  return text + "data=" + EncodeCublasLtAlgorithm(words);
}

}  // namespace attnwatch
