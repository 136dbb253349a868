// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/inputs.h"

#include <algorithm>
#include <array>

#include "kernels/attention_score/parallel.h"

namespace attnwatch {
namespace {

constexpr int64_t kBlock = 1024;  // values on their way to memory: fits in the first-level cache

void Generate(InputTensor tensor, uint64_t seed, int64_t first, int64_t count, float* values) {
  for (int64_t i = 0; i < count; ++i) {
    values[i] = InputValue(tensor, static_cast<uint64_t>(first + i), seed);
  }
}

}  // namespace

void FillInput(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t count, void* data) {
  ParallelFor(count, 64 * kBlock, [&](int64_t begin, int64_t end) {
    std::array<float, kBlock> values;
    for (int64_t first = begin; first < end; first += kBlock) {
      const int64_t length = std::min(kBlock, end - first);
      Generate(tensor, seed, first, length, values.data());
      StoreElements(dtype, data, first, length, values.data());
    }
  });
}

void InputValues(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t first, int64_t count,
                 float* values) {
  Generate(tensor, seed, first, count, values);
  RoundElements(dtype, count, values);
}

}  // namespace attnwatch
