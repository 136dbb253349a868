// SPDX-License-Identifier: Apache-2.0
#include "kernels/attention_score/chunk.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

namespace attnwatch {
namespace {

// `bytes` bytes at a 16-byte aligned address whose end is the end of the allocation, so that a
// checker of memory would see a read behind them.
struct Tensor {
  explicit Tensor(int64_t bytes)
      : data(static_cast<unsigned char*>(::operator new(bytes, std::align_val_t(16)))) {
    for (int64_t i = 0; i < bytes; ++i) data.get()[i] = static_cast<unsigned char>(i * 7 + 1);
  }
  struct Free {
    void operator()(unsigned char* p) const { ::operator delete(p, std::align_val_t(16)); }
  };
  std::unique_ptr<unsigned char, Free> data;
};

std::vector<int> Bytes(const Chunk& chunk) {
  unsigned char bytes[16];
  std::memcpy(bytes, &chunk, 16);
  return std::vector<int>(bytes, bytes + 16);
}

TEST(Chunk, LoadsFromEveryEvenOffsetAndPadsWithZeros) {
  for (int64_t size = 2; size <= 66; size += 2) {
    const Tensor tensor(size);
    for (int64_t offset = 0; offset < size; offset += 2) {
      for (int wanted = 0; wanted <= 16 && offset + wanted <= size; wanted += 2) {
        std::vector<int> expected(16, 0);
        for (int i = 0; i < wanted; ++i) expected[i] = tensor.data.get()[offset + i];
        EXPECT_EQ(Bytes(LoadChunk(tensor.data.get(), size, offset, wanted)), expected)
            << "size " << size << " offset " << offset << " wanted " << wanted;
      }
    }
  }
}

}  // namespace
}  // namespace attnwatch
