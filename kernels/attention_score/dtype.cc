// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/dtype.h"

#include <cmath>
#include <cstring>

namespace attnwatch {
namespace {

struct DtypeRow {
  std::string_view name;
  size_t size;           // bytes
  int significand_bits;  // with the implicit one
  int min_exponent;      // of the smallest normal number
  int max_exponent;      // of the largest finite number
};

// In the order of the enumerators.
constexpr std::array<DtypeRow, 3> kRows = {{
    {"float32", 4, 24, -126, 127},
    {"float16", 2, 11, -14, 15},
    {"bfloat16", 2, 8, -126, 127},
}};

const DtypeRow& Row(Dtype dtype) { return kRows[static_cast<size_t>(dtype)]; }

uint32_t BitsOf(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

float FloatOf(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// Each format says how one element is kept in memory.
struct Float32 {
  using Bits = uint32_t;
  static Bits Encode(float value) { return BitsOf(value); }
  static float Decode(Bits bits) { return FloatOf(bits); }
};

struct Float16 {
  using Bits = uint16_t;

  static Bits Encode(float value) {
    const uint32_t bits = BitsOf(value);
    const uint32_t sign = bits >> 16 & 0x8000;
    const uint32_t magnitude = bits & 0x7fffffff;
    uint32_t result;
    if (magnitude < 0x38800000) {
      // Below 2^-14 the result is subnormal. A unit of 0.5f is 2^-24, the subnormals' step, so the
      // addition rounds to it.
      result = BitsOf(FloatOf(magnitude) + 0.5f) - BitsOf(0.5f);
    } else if (magnitude < 0x477ff000) {
      // Rounds half to even at bit 13; a carry moves on into the exponent, as it should.
      const uint32_t odd = magnitude >> 13 & 1;
      result = (magnitude - 0x38000000 + 0xfff + odd) >> 13;
    } else {
      const bool nan = magnitude > 0x7f800000;
      result = nan ? 0x7e00 : 0x7c00;
    }
    return static_cast<Bits>(sign | result);
  }

  static float Decode(Bits bits) {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
    const uint32_t magnitude = bits & 0x7fff;
    uint32_t result;
    if (magnitude < 0x0400) {
      result = BitsOf(static_cast<float>(magnitude) * 0x1p-24f);
    } else if (magnitude < 0x7c00) {
      result = (magnitude << 13) + 0x38000000;
    } else {
      result = (magnitude << 13) | 0x7f800000;
    }
    return FloatOf(sign | result);
  }
};

struct Bfloat16 {
  using Bits = uint16_t;

  static Bits Encode(float value) {
    const uint32_t bits = BitsOf(value);
    const bool nan = (bits & 0x7fffffff) > 0x7f800000;
    // A NaN must not round to infinity, nor lose the payload bits that make it one.
    const uint32_t odd = bits >> 16 & 1;
    const uint32_t result = nan ? (bits >> 16 | 0x40) : (bits + 0x7fff + odd) >> 16;
    return static_cast<Bits>(result);
  }

  static float Decode(Bits bits) { return FloatOf(static_cast<uint32_t>(bits) << 16); }
};

// Calls `function` with the format of `dtype`.
template <typename Function>
void WithFormat(Dtype dtype, const Function& function) {
  switch (dtype) {
    case Dtype::kFloat32:
      return function(Float32());
    case Dtype::kFloat16:
      return function(Float16());
    case Dtype::kBfloat16:
      return function(Bfloat16());
  }
}

}  // namespace

std::string_view DtypeName(Dtype dtype) { return Row(dtype).name; }

std::optional<Dtype> FindDtype(std::string_view name) {
  for (const Dtype dtype : kDtypes) {
    if (DtypeName(dtype) == name) return dtype;
  }
  return std::nullopt;
}

size_t DtypeSize(Dtype dtype) { return Row(dtype).size; }

double UnitRoundoff(Dtype dtype) { return std::ldexp(1.0, -Row(dtype).significand_bits); }

double SmallestSubnormal(Dtype dtype) {
  return std::ldexp(1.0, Row(dtype).min_exponent + 1 - Row(dtype).significand_bits);
}

double OverflowThreshold(Dtype dtype) {
  return std::ldexp(2.0 - UnitRoundoff(dtype), Row(dtype).max_exponent);
}

float RoundToDtype(Dtype dtype, float value) {
  RoundElements(dtype, 1, &value);
  return value;
}

float LoadElement(Dtype dtype, const void* data, int64_t index) {
  float value = 0;
  LoadElements(dtype, data, index, 1, &value);
  return value;
}

void StoreElement(Dtype dtype, void* data, int64_t index, float value) {
  StoreElements(dtype, data, index, 1, &value);
}

void RoundElements(Dtype dtype, int64_t count, float* values) {
  WithFormat(dtype, [&](auto format) {
    for (int64_t i = 0; i < count; ++i) values[i] = format.Decode(format.Encode(values[i]));
  });
}

void LoadElements(Dtype dtype, const void* data, int64_t first, int64_t count, float* values) {
  WithFormat(dtype, [&](auto format) {
    const auto* elements = static_cast<const typename decltype(format)::Bits*>(data) + first;
    for (int64_t i = 0; i < count; ++i) values[i] = format.Decode(elements[i]);
  });
}

void StoreElements(Dtype dtype, void* data, int64_t first, int64_t count, const float* values) {
  WithFormat(dtype, [&](auto format) {
    auto* elements = static_cast<typename decltype(format)::Bits*>(data) + first;
    for (int64_t i = 0; i < count; ++i) elements[i] = format.Encode(values[i]);
  });
}

}  // namespace attnwatch
