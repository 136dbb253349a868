// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/flat/tensor_maps.h"

#include <cudaTypedefs.h>
#include <cuda_runtime.h>

#include <stdexcept>
#include <vector>

#include "kernels/cuda/cuda_check.h"

namespace attnwatch::hopper {
namespace {

using EncodeTiled = PFN_cuTensorMapEncodeTiled_v12000;

// The driver's function, without linking the driver; null where it is too old to have it.
EncodeTiled FindEncodeTiled() {
  void* function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
  CUDA_CHECK(cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &function, 12000,
                                              cudaEnableDefault, &found));
  return found == cudaDriverEntryPointSuccess ? reinterpret_cast<EncodeTiled>(function) : nullptr;
}

// A tensor as the copy engine sees it, innermost dimension first; pitches in bytes, of all but
// that.
struct View {
  const void* data;
  std::vector<cuuint64_t> extents;
  std::vector<cuuint64_t> pitches;
  std::vector<cuuint32_t> box;
};

CUtensorMap Encode(const View& view, Dtype dtype, CUtensorMapL2promotion promotion) {
  static const EncodeTiled encode = FindEncodeTiled();
  CUtensorMap map = {};
  const std::vector<cuuint32_t> every_element(view.extents.size(), 1);
  const CUresult result = encode(
      &map,
      dtype == Dtype::kFloat16 ? CU_TENSOR_MAP_DATA_TYPE_FLOAT16 : CU_TENSOR_MAP_DATA_TYPE_BFLOAT16,
      static_cast<cuuint32_t>(view.extents.size()), const_cast<void*>(view.data),
      view.extents.data(), view.pitches.data(), view.box.data(), every_element.data(),
      CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B, promotion,
      CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (result != CUDA_SUCCESS) {
    throw std::runtime_error("cuTensorMapEncodeTiled: error " + std::to_string(result));
  }
  return map;
}

}  // namespace

CUtensorMap MakeRowMap(Dtype dtype, const RowsView& rows, int box_rows) {
  return Encode({rows.data,
                 {static_cast<cuuint64_t>(rows.width), static_cast<cuuint64_t>(rows.count)},
                 {static_cast<cuuint64_t>(rows.pitch_bytes)},
                 {kDepth, static_cast<cuuint32_t>(box_rows)}},
                dtype, CU_TENSOR_MAP_L2_PROMOTION_L2_256B);
}

// KeyRow has the bits of a row's number in another order: those of the last dimension first. 256
// bytes at a time would bring lines of neighbouring rows that the next request is for: 8 % slower
// where rows begin between sectors (d=296, 312, H100), and no faster elsewhere.
CUtensorMap MakeKeyMap(Dtype dtype, const RowsView& rows, int box_rows) {
  const auto pitch = static_cast<cuuint64_t>(rows.pitch_bytes);
  return Encode({rows.data,
                 {static_cast<cuuint64_t>(rows.width), 2, 4, 4,
                  static_cast<cuuint64_t>(rows.count / kKeyGroup)},
                 {pitch, 8 * pitch, 2 * pitch, kKeyGroup * pitch},
                 {kDepth, 2, 4, 4, static_cast<cuuint32_t>(box_rows / kKeyGroup)}},
                dtype, CU_TENSOR_MAP_L2_PROMOTION_L2_128B);
}

std::optional<std::string> TensorMapsMissing() {
  static const bool missing = FindEncodeTiled() == nullptr;
  if (missing) return "the driver has no cuTensorMapEncodeTiled";
  return std::nullopt;
}

}  // namespace attnwatch::hopper
