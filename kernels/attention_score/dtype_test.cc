// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/dtype.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace attnwatch {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// A 16-bit format by its definition, sharing nothing with the code under test.
struct Format {
  Dtype dtype;
  int fraction_bits;
  int exponent_bits;

  int infinity_bits() const { return ((1 << exponent_bits) - 1) << fraction_bits; }

  // Of a non-negative finite number; at infinity_bits, the number that would follow the largest.
  double Value(int bits) const {
    const int bias = (1 << (exponent_bits - 1)) - 1;
    const int exponent = bits >> fraction_bits;
    const int fraction = bits & ((1 << fraction_bits) - 1);
    const int significand = exponent == 0 ? fraction : fraction + (1 << fraction_bits);
    return std::ldexp(significand, std::max(exponent, 1) - bias - fraction_bits);
  }
};

constexpr Format kFloat16Format = {Dtype::kFloat16, 10, 5};
constexpr Format kBfloat16Format = {Dtype::kBfloat16, 7, 8};

uint16_t Encode(Dtype dtype, float value) {
  uint16_t bits = 0;
  StoreElement(dtype, &bits, 0, value);
  return bits;
}

float Decode(Dtype dtype, int bits) {
  const auto element = static_cast<uint16_t>(bits);
  return LoadElement(dtype, &element, 0);
}

class SixteenBitTest : public testing::TestWithParam<Format> {};

TEST_P(SixteenBitTest, DecodesEveryNumberByItsDefinition) {
  const Format format = GetParam();
  for (int bits = 0; bits < format.infinity_bits(); ++bits) {
    ASSERT_EQ(Decode(format.dtype, bits), format.Value(bits)) << bits;
    ASSERT_EQ(Decode(format.dtype, bits | 0x8000), -format.Value(bits)) << bits;
  }
  EXPECT_TRUE(std::signbit(Decode(format.dtype, 0x8000)));
  EXPECT_EQ(Decode(format.dtype, format.infinity_bits()), kInfinity);
  EXPECT_EQ(Decode(format.dtype, format.infinity_bits() | 0x8000), -kInfinity);
  for (int bits = format.infinity_bits() + 1; bits < 0x8000; ++bits) {
    ASSERT_TRUE(std::isnan(Decode(format.dtype, bits))) << bits;
  }
}

// Rounding is monotone, so that its steps say all: at each number, and at, just below and just
// above each midpoint to the next.
TEST_P(SixteenBitTest, RoundsToNearestEvenAtEveryMidpoint) {
  const Format format = GetParam();
  for (int bits = 0; bits < format.infinity_bits(); ++bits) {
    const auto middle = static_cast<float>((format.Value(bits) + format.Value(bits + 1)) / 2);
    for (const int sign : {0, 0x8000}) {
      const float side = sign == 0 ? 1 : -1;
      const auto encode = [&](float value) { return Encode(format.dtype, side * value); };
      ASSERT_EQ(encode(Decode(format.dtype, bits)), bits | sign);
      ASSERT_EQ(encode(std::nextafter(middle, 0.0f)), bits | sign);
      ASSERT_EQ(encode(middle), (bits + bits % 2) | sign);
      ASSERT_EQ(encode(std::nextafter(middle, kInfinity)), (bits + 1) | sign);
    }
  }
}

TEST_P(SixteenBitTest, KeepsInfinityAndNan) {
  const Format format = GetParam();
  EXPECT_EQ(Encode(format.dtype, kInfinity), format.infinity_bits());
  EXPECT_EQ(Encode(format.dtype, -kInfinity), format.infinity_bits() | 0x8000);
  EXPECT_EQ(Encode(format.dtype, std::numeric_limits<float>::max()), format.infinity_bits());
  // The payloads whose bits are all lost, and whose rounding would carry.
  for (const uint32_t nan : {0x7f800001u, 0x7fffffffu, 0xff800001u, 0xffffffffu}) {
    float value;
    static_assert(sizeof value == sizeof nan, "");
    std::memcpy(&value, &nan, sizeof value);
    EXPECT_TRUE(std::isnan(RoundToDtype(format.dtype, value))) << nan;
  }
}

TEST_P(SixteenBitTest, LimitsAreThoseOfTheFormat) {
  const Format format = GetParam();
  EXPECT_EQ(SmallestSubnormal(format.dtype), format.Value(1));
  const int last = format.infinity_bits() - 1;
  EXPECT_EQ(OverflowThreshold(format.dtype), (format.Value(last) + format.Value(last + 1)) / 2);
  const int one = ((1 << (format.exponent_bits - 1)) - 1) << format.fraction_bits;
  EXPECT_EQ(UnitRoundoff(format.dtype), (format.Value(one + 1) - 1) / 2);
}

INSTANTIATE_TEST_SUITE_P(Formats, SixteenBitTest, testing::Values(kFloat16Format, kBfloat16Format),
                         [](const auto& info) { return std::string(DtypeName(info.param.dtype)); });

TEST(DtypeTest, Float32KeepsEveryValue) {
  for (const float value : {0.1f, -kInfinity, 1e-45f, std::numeric_limits<float>::max()}) {
    EXPECT_EQ(RoundToDtype(Dtype::kFloat32, value), value);
  }
  EXPECT_TRUE(std::isnan(RoundToDtype(Dtype::kFloat32, NAN)));
  EXPECT_EQ(UnitRoundoff(Dtype::kFloat32), 0x1p-24);
  EXPECT_EQ(SmallestSubnormal(Dtype::kFloat32), 0x1p-149);
  EXPECT_EQ(OverflowThreshold(Dtype::kFloat32), std::numeric_limits<float>::max() + 0x1p103);
}

TEST(DtypeTest, RangesOfElementsTouchNothingElse) {
  for (const Dtype dtype : kDtypes) {
    float memory[5];
    for (int i = 0; i < 5; ++i) StoreElement(dtype, memory, i, 7);
    const float values[2] = {1.5f, -2};
    StoreElements(dtype, memory, 2, 2, values);
    float loaded[5];
    LoadElements(dtype, memory, 0, 5, loaded);
    EXPECT_EQ(std::vector<float>(loaded, loaded + 5), (std::vector<float>{7, 7, 1.5f, -2, 7}));
  }
}

TEST(DtypeTest, NamesAndSizes) {
  for (const Dtype dtype : kDtypes) EXPECT_EQ(FindDtype(DtypeName(dtype)), dtype);
  EXPECT_EQ(FindDtype("float16"), Dtype::kFloat16);
  EXPECT_EQ(FindDtype("float64"), std::nullopt);
  EXPECT_EQ(DtypeSize(Dtype::kFloat32), 4u);
  EXPECT_EQ(DtypeSize(Dtype::kFloat16), 2u);
  EXPECT_EQ(DtypeSize(Dtype::kBfloat16), 2u);
}

}  // namespace
}  // namespace attnwatch
