// SPDX-License-Identifier: Apache-2.0
//
// Dtype: the element types of queries, keys and scores, with conversions that round to nearest
// even.
//
//   DtypeSize(Dtype::kFloat16);                  // 2
//   LoadElement(Dtype::kBfloat16, pointer, 3);   // the fourth element, as a float, exactly
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace attnwatch {

enum class Dtype { kFloat32, kFloat16, kBfloat16 };

inline constexpr std::array<Dtype, 3> kDtypes = {Dtype::kFloat32, Dtype::kFloat16,
                                                 Dtype::kBfloat16};

std::string_view DtypeName(Dtype dtype);  // float32, float16, bfloat16
std::optional<Dtype> FindDtype(std::string_view name);
size_t DtypeSize(Dtype dtype);  // bytes

// Half a unit in the last place, relative: the largest relative error of rounding a number in the
// normal range to `dtype`.
double UnitRoundoff(Dtype dtype);
double SmallestSubnormal(Dtype dtype);
// The smallest magnitude that rounds to infinity: the largest finite number and half a unit.
double OverflowThreshold(Dtype dtype);

// To nearest, ties to even, with subnormals; too large becomes infinity, NaN stays NaN.
float RoundToDtype(Dtype dtype, float value);

// `data` holds elements of `dtype`; `index` counts elements.
float LoadElement(Dtype dtype, const void* data, int64_t index);
void StoreElement(Dtype dtype, void* data, int64_t index, float value);

// The same for elements [first, first + count) of `data`, without a switch for each.
void RoundElements(Dtype dtype, int64_t count, float* values);
void LoadElements(Dtype dtype, const void* data, int64_t first, int64_t count, float* values);
void StoreElements(Dtype dtype, void* data, int64_t first, int64_t count, const float* values);

}  // namespace attnwatch
