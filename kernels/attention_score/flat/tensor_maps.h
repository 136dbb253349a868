// SPDX-License-Identifier: Apache-2.0
//
// Tensor maps: how the copy engine sees the rows of a tensor.
//
//   const CUtensorMap map = MakeRowMap(dtype, rows, /*box_rows=*/128);   // a __grid_constant__
#pragma once

#include <cuda.h>

#include <optional>
#include <string>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/kernel.h"

namespace attnwatch::hopper {

// Rows of `width` elements, a multiple of 8, `pitch_bytes` apart, a multiple of 16.
struct RowsView {
  const void* data;
  int width;
  int64_t count;
  int pitch_bytes;
};

// For copies of `box_rows` rows by 64 elements, swizzled. Throws std::runtime_error where the
// driver refuses.
CUtensorMap MakeRowMap(Dtype dtype, const RowsView& rows, int box_rows);

// For copies of `box_rows` keys by 64 elements, swizzled, in the order of KeyRow
// (hopper_geometry.h). Both `box_rows` and the number of rows are multiples of 32. Throws like
// MakeRowMap.
CUtensorMap MakeKeyMap(Dtype dtype, const RowsView& rows, int box_rows);

// Why the driver cannot make tensor maps, or nothing. Throws on CUDA errors.
std::optional<std::string> TensorMapsMissing();

}  // namespace attnwatch::hopper
