// SPDX-License-Identifier: Apache-2.0
//
// Inputs: uniform in [-1, 1), a pure function of (tensor, index, seed), so that the host can
// recompute any row of what a device was filled with. Never zeros: a GPU runs those up to 13 %
// faster, because bits that do not flip draw no power.
//
//   FillInput(Dtype::kBfloat16, InputTensor::kQuery, kInputSeed, count, query);
//   InputValue(InputTensor::kQuery, 17, kInputSeed);   // what element 17 was rounded from
//
// The value depends on the flat index only: the same filled buffer serves every problem of a dtype.
#pragma once

#include <cstdint>

#include "kernels/attention_score/dtype.h"

// The generator also runs on the device.
#ifdef __CUDACC__
#define ATTNWATCH_HOST_DEVICE __host__ __device__
#else
#define ATTNWATCH_HOST_DEVICE
#endif

namespace attnwatch {

enum class InputTensor : uint64_t { kQuery = 1, kKey = 2 };

// The seed and the name of the distribution are hard keys of a run.
inline constexpr uint64_t kInputSeed = 20240125;
inline constexpr char kInputDistribution[] = "uniform[-1,1) splitmix64";

// splitmix64's finaliser (Steele, Lea, Flood 2014): every bit of the result depends on all of `z`.
ATTNWATCH_HOST_DEVICE inline uint64_t MixBits(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// The top 24 bits of the mixed counter become a float exactly.
ATTNWATCH_HOST_DEVICE inline float InputValue(InputTensor tensor, uint64_t index, uint64_t seed) {
  const uint64_t bits = MixBits(seed + static_cast<uint64_t>(tensor) * 0xd1342543de82ef95u +
                                (index + 1) * 0x9e3779b97f4a7c15u);
  return static_cast<float>(bits >> 40) * 0x1p-23f - 1.0f;
}

// Writes `count` elements of `dtype` to host memory, in parallel.
void FillInput(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t count, void* data);

// The elements [first, first + count) of what FillInput writes, as floats, exactly.
void InputValues(Dtype dtype, InputTensor tensor, uint64_t seed, int64_t first, int64_t count,
                 float* values);

}  // namespace attnwatch
