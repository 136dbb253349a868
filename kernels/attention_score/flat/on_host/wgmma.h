// SPDX-License-Identifier: Apache-2.0
//
// wgmma.cuh on the host: device.h. A multiplication is over when it returns, and a warp's are in
// step.
#pragma once

#include <algorithm>
#include <array>
#include <numeric>

#include "kernels/attention_score/flat/hopper_geometry.h"
#include "kernels/attention_score/flat/on_host/device.h"
#include "kernels/attention_score/flat/shared_words.cuh"

namespace attnwatch::hopper {

inline void FenceForWgmma() {}
inline void FenceWgmma() {}
inline void CommitWgmma() {}
template <int kGroups>
void WaitWgmma() {
  __syncwarp();
}
template <int kCount>
void UseSumsFromHere(float (&/*sums*/)[kCount]) {}
template <int kBlocks, int kCount>
void UseSumsFromHere(float (&/*sums*/)[kBlocks][kCount]) {}
template <int kRegisters>
void TakeRegisters() {}
template <int kRegisters>
void GiveRegisters() {}

// What a step takes of a row.
using StepElements = std::array<float, kStep>;

// A matrix in shared memory as MatrixDescriptor describes it.
template <typename Element>
class SharedMatrix {
 public:
  explicit SharedMatrix(uint64_t descriptor)
      : start_(static_cast<uint32_t>(descriptor & 0x3fff) << 4),
        eight_rows_(static_cast<uint32_t>(descriptor >> 32 & 0x3fff) << 4),
        swizzled_(descriptor >> 62 == 1 ? 0x70 : 0x30) {}

  StepElements Row(int row) const {
    const uint32_t line = start_ + row / 8 * eight_rows_ + row % 8 * (eight_rows_ / 8);
    StepElements elements;
    // By chunks of 16 bytes: ThreadSanitizer looks at each read.
    for (int first = 0; first < kStep; first += 8) {
      const uint4 chunk = LoadSharedChunk(Swizzled(line + 2 * first));
      const auto* const eight = reinterpret_cast<const Element*>(&chunk);
      for (int i = 0; i < 8; ++i) elements[first + i] = static_cast<float>(eight[i]);
    }
    return elements;
  }

 private:
  uint32_t Swizzled(uint32_t offset) const { return offset ^ (offset >> 3 & swizzled_); }

  uint32_t start_;
  uint32_t eight_rows_;
  uint32_t swizzled_;  // bits of an offset that those three further up change
};

inline float Product(const StepElements& a, const StepElements& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

// What a thread's sums are of: `row` and `lower`, the row 8 below, and of each eight columns two.
template <typename Element, int kCount>
void AddProducts(const StepElements& row, const StepElements& lower, const SharedMatrix<Element>& b,
                 int accumulate, float (&sums)[kCount]) {
  if (accumulate == 0) std::fill_n(sums, kCount, 0.0f);
  for (int block = 0; block < kCount / 4; ++block) {
    for (int i = 0; i < 2; ++i) {
      const StepElements column = b.Row(8 * block + on_host::Lane() % 4 * 2 + i);
      sums[PairSum(block, 0) + i] += Product(row, column);
      sums[PairSum(block, 1) + i] += Product(lower, column);
    }
  }
}

template <typename Element>
void Wgmma128(Element, float (&sums)[64], uint64_t a, uint64_t b, int accumulate) {
  const int warp = static_cast<int>(threadIdx.x) / on_host::kWarp % 4;  // of the warpgroup
  const int row = 16 * warp + on_host::Lane() / 4;
  const SharedMatrix<Element> queries(a);
  AddProducts(queries.Row(row), queries.Row(row + 8), SharedMatrix<Element>(b), accumulate, sums);
}

template <typename Element>
float ElementOf(uint32_t words, int i) {
  const auto bits = static_cast<uint16_t>(words >> (16 * i));
  return static_cast<float>(*reinterpret_cast<const Element*>(&bits));
}

template <typename Element, int kCount>
void Wgmma(Element, float (&sums)[kCount], uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3,
           uint64_t b, int accumulate) {
  const on_host::Block::Words& words = on_host::block->TellWarp({a0, a1, a2, a3});
  const int first = on_host::Lane() / 4 * 4;
  StepElements row;
  StepElements lower;
  for (int k = 0; k < kStep; ++k) {
    const auto& owner = words[first + k % 8 / 2];
    row[k] = ElementOf<Element>(owner[k / 8 * 2], k % 2);
    lower[k] = ElementOf<Element>(owner[k / 8 * 2 + 1], k % 2);
  }
  AddProducts(row, lower, SharedMatrix<Element>(b), accumulate, sums);
}

}  // namespace attnwatch::hopper
